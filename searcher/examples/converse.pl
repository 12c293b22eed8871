#!/usr/bin/perl
# converse.pl - from any language: a conversation with morgue-search. Prints for each word on stdin how many articles have it,
# and the headline of the best.
use strict;
use warnings;
use IPC::Open2;
use JSON::PP;

my $json = JSON::PP->new->utf8;
my $child = open2(my $answers, my $requests, 'morgue-search', '--stdio');

sub ask {
    print {$requests} $json->encode({@_}), "\n";
    my $answer = $json->decode(scalar readline $answers);
    die "$answer->{error}{message}\n" if $answer->{error};
    return $answer;
}

binmode STDOUT, ':utf8';
binmode STDIN, ':utf8';
while (my $word = <STDIN>) {
    chomp $word;
    my $answer = ask(query => $word, limit => 1, passages => 0);
    my ($best) = @{$answer->{hits}};
    printf "%s\t%d\t%s\n", $word, $answer->{total}{estimate}, $best ? $best->{title} // $best->{id} : '-';
}
close $requests;
waitpid $child, 0;
