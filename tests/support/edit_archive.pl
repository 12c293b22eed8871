# edit_archive.pl - perl edit_archive.pl SEED N DIR...: N changes of an archive such as happen to archives, and some that hardly
# ever do; the same for the same seed and files. Prints a line for each. With N = 0 it fills the directories first.
#
# Articles share a few ids, across files and formats, and the words that the queries of tests/support/fault.sh ask for.
use strict;
use warnings;
use File::Find;
use File::Path qw(make_path remove_tree);

my ($seed, $n, @dirs) = @ARGV;
srand $seed;
my @common = qw(the of said a in town year prices bridge harbour ferry toll);
my @rare = qw(cocoa heron flood floods flooded keeper lantern pilot quay strike tunnel warden wheat yarn zinc anchor bell chart dredger eel);

sub one { $_[rand @_] }
sub words { join ' ', map { rand() < 0.6 ? one(@common) : rand() < 0.8 ? one(@rare) : 'w' . int rand 2000 } 1 .. $_[0] }
sub id { rand() < 0.5 ? 'D' . int rand 40 : 'U' . int rand 1e6 }
sub day { sprintf '%04d-%02d-%02d', 1990 + rand 30, 1 + rand 12, 1 + rand 28 }

my %article = (
    sgm => sub { my ($title, $body) = (words(4), words(20 + rand 60)); (my $day = day()) =~ s/-//g;
        sprintf "<DOC>\n<DOCNO> %s </DOCNO>\n<DATE>%s</DATE>\n<HEADLINE> %s </HEADLINE>\n<TEXT>\n%s\n</TEXT>\n</DOC>\n", id(), substr($day, 2), $title, $body },
    jsonl => sub { sprintf qq({"id": "%s", "title": "%s", "date": "%s", "body": "%s"}\n), id(), words(4), day(), words(20 + rand 60) },
    mbox => sub { my $id = id();
        sprintf "From wire\@ellery.example Mon Jan  3 10:00:00 2000\nMessage-ID: <%s\@ellery.example>\nSubject: %s\nFrom: Wire <wire\@ellery.example>\n"
            . "Date: Mon, 03 Jan 2000 10:00:%02d +0000\n\n%s\n\n", $id, words(4), rand 60, words(20 + rand 60) },
    txt => sub { words(4) . "\n\n" . day() . "\n\n" . words(30 + rand 60) . "\n" },
    md => sub { sprintf "---\ntitle: %s\ndate: %s\n%s---\n\n%s\n", words(4), day(), (rand() < 0.5 ? 'id: ' . id() . "\n" : ''), words(30 + rand 60) },
);
# Where one article of a file of many begins.
my %begins = (sgm => qr/^(?=<DOC>)/m, jsonl => qr/^/m, mbox => qr/^(?=From )/m);

sub get { local $/; open my $f, '<', $_[0] or die "$_[0]: $!"; my $text = <$f>; $text // '' }
sub put { my ($path, @text) = @_; open my $f, '>', $path or die "$path: $!"; print $f @text; close $f or die "$path: $!" }
sub kind { $_[0] =~ /\.(\w+)$/ ? $1 : '' }
sub files { my ($like) = @_; my @all; find({ wanted => sub { push @all, $_ if -f && /$like/ }, no_chdir => 1 }, @dirs); sort @all }
sub folders { my @all; find({ wanted => sub { push @all, $_ if -d }, no_chdir => 1 }, @dirs); sort @all }
sub new_path { my ($kind) = @_; one(folders()) . '/n' . int(rand 1e6) . ".$kind" }
sub quietly { open my $out, '>&', \*STDOUT; open STDOUT, '>', '/dev/null'; system(@_); open STDOUT, '>&', $out }
sub many { my ($kind) = @_; map { $article{$kind}->() } 1 .. 2 + rand 12 }

sub page { my ($n) = @_;
    sprintf "<html><head><link rel=canonical href=\"https://x.example/%d\"><meta name=date content=\"%s\"><title>%s</title></head><body><article>\n"
        . "<h1>%s</h1>\n<p>%s</p></article></body></html>\n", $n, day(), words(3), words(5), words(60) }
sub entry { my ($n) = @_;
    sprintf "<url><loc>https://x.example/%d</loc><news:news><news:publication><news:name>The X</news:name><news:language>en</news:language></news:publication>"
        . "<news:publication_date>%s</news:publication_date><news:title>%s</news:title></news:news></url>\n", $n, day(), words(5) }
sub sitemap { my ($path, @entries) = @_;
    put($path, '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        . "xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n", @entries, "</urlset>\n") }

# Each does something and says what, or nothing when there is nothing to do it to.
my @edits = (
    [6, sub { my $kind = one(sort keys %article); my $path = new_path($kind); put($path, $begins{$kind} ? many($kind) : $article{$kind}->()); "new $path" }],
    [14, sub { my $path = one(files(qr/\.(sgm|jsonl|mbox)$/)) // return; my $kind = kind($path);
        my @all = split $begins{$kind}, get($path); my ($at, $how) = (int rand @all, one(qw(insert remove change swap append))); return if @all < 2;
        if ($how eq 'insert') { splice @all, $at, 0, $article{$kind}->() }
        elsif ($how eq 'remove') { splice @all, $at, 1 }
        elsif ($how eq 'change') { $all[$at] =~ s/\b(said|the|town|prices)\b/one(@rare)/ge }
        elsif ($how eq 'swap') { @all[$at, $at - 1] = @all[$at - 1, $at] }
        else { push @all, $article{$kind}->() }
        put($path, @all); "$how in $path" }],
    [3, sub { my $path = one(files(qr/\.(txt|md|html)$/)) // return; my $text = get($path); $text =~ s/\b(said|the|toll|year)\b/one(@rare)/ge; put($path, $text); "change $path" }],
    [4, sub { my $path = one(files(qr/./)) // return; utime undef, undef, $path; "touch $path" }],
    [4, sub { my $path = one(files(qr/./)) // return; my $to = new_path(kind($path)); rename $path, $to or die $!; "move $path $to" }],
    [4, sub { my $path = one(files(qr/./)) // return; unlink $path; "remove $path" }],
    [3, sub { my @two = (one(files(qr/./)), one(files(qr/./))); return if $two[0] eq $two[1] || kind($two[0]) ne kind($two[1]);
        rename $two[0], "$two[0].x" and rename $two[1], $two[0] and rename "$two[0].x", $two[1] or die $!; "swap @two" }],
    [4, sub { my $path = one(files(qr/\.(sgm|jsonl|md|mbox|html)$/)) // return; my $to = new_path(kind($path)); put($to, get($path)); "copy $path $to" }],
    [2, sub { my $from = one(grep { my $d = $_; !grep { $d eq $_ } @dirs } folders()) // return; my $to = one(@dirs) . '/d' . int rand 1e6; system('cp', '-r', $from, $to); "copy $from $to" }],
    [2, sub { my $from = one(grep { m{/.*/|/d} } folders()) // return; remove_tree($from); "remove $from" }],
    [2, sub { my $from = one(grep { m{/} } folders()) // return; my $to = one(@dirs) . '/d' . int rand 1e6; rename $from, $to or die $!; "move $from $to" }],
    [2, sub { my $path = one(files(qr/\.zip$/)) // (one(@dirs) . '/pack.zip'); my $kind = one(qw(txt sgm)); my $member = 'm' . int(rand 4) . ".$kind";
        put($member, $kind eq 'txt' ? $article{txt}->() : many('sgm')); quietly('zip', $path, $member); unlink $member; "member $member of $path" }],
    [1, sub { my $path = one(files(qr/\.zip$/)) // return; quietly('zip', '-d', $path, 'm' . int(rand 4) . '.txt'); -f $path ? "less in $path" : "no more $path" }],
    [3, sub { my $n = int rand 8; my $path = one(@dirs) . "/page$n.html"; if (-f $path) { unlink $path; return "no $path" } put($path, page($n)); "page $path" }],
    [2, sub { my $path = one(@dirs) . '/' . one(qw(sitemap-1.xml sitemap-2.xml entries.xml)); if (-f $path && rand() < 0.3) { unlink $path; return "no $path" }
        sitemap($path, map { entry(int rand 8) } 1 .. 1 + rand 4); "sitemap $path" }],
    [2, sub { my $path = one(files(qr/\.(sgm|jsonl|docx|gz|zip|html|pdf)$/)) // return; my $text = get($path); put($path, substr($text, 0, length($text) / 2)); "half of $path" }],
    [1, sub { my $path = one(files(qr/./)) // return; put($path); "empty $path" }],
    [2, sub { my $path = one(@dirs) . '/' . one(qw(broken.docx broken.zip broken.jsonl broken.gz)); put($path, "PK\3\4" . words(20)); "broken $path" }],
);

if ($n == 0) {
    for my $dir (@dirs) {
        make_path(map { "$dir/$_" } qw(m p/q wire));
        for my $kind (qw(sgm jsonl mbox)) { put("$dir/m/$kind$_.$kind", many($kind)) for 1 .. 3 }
        put("$dir/p/t$_.txt", $article{txt}->()) for 1 .. 4;
        put("$dir/p/q/d$_.md", $article{md}->()) for 1 .. 4;
    }
}
my $total = 0;
$total += $_->[0] for @edits;
for (my $done = 0; $done < $n;) {
    my $at = rand $total;
    my ($edit) = grep { ($at -= $_->[0]) < 0 } @edits;
    my $what = $edit->[1]->() // next;
    print "$what\n";
    $done++;
}
