# csv.pl - reads CSV by RFC 4180 and prints each record as its cells between tabs; dies where the form is broken.
use strict;
use warnings;
local $/;
my $text = <STDIN>;
$text =~ s/^\xef\xbb\xbf// or die "no byte order mark\n";
while (length $text) {
    my @cells;
    while (1) {
        if ($text =~ s/^"((?:[^"]|"")*)"//) { (my $cell = $1) =~ s/""/"/g; push @cells, $cell }
        elsif ($text =~ s/^([^",\r\n]*)//)  { push @cells, $1 }
        next if $text =~ s/^,//;
        last if $text =~ s/^\r\n//;
        die "neither a comma nor CRLF: " . substr($text, 0, 40) . "\n";
    }
    print join("\t", @cells), "\n";
}
