/* index_options.c - the options of morgue-index: --help, the manual and the completions come from here; main.c obeys them. */
#include "common/cli.h"

static const mg_option table[] = {
    {0, NULL, NULL, "What to do (default: bring the index up to date with the archives)"},
    {0, "full", NULL, "build anew from the archives named, and only them\n\n"
     "The index that was there is replaced when the new one is complete."},
    {0, "keep-missing", NULL, "articles whose file is gone stay in the index"},
    {0, "compact", NULL, "merge all segments into one, without removed articles; ARCHIVE may be left out: then nothing else is done"},
    {0, "dry-run", NULL, "say how many files are new or changed, and gone; do nothing"},
    {0, "extract", NULL, "print the article records as JSON lines, index nothing"},
    {0, "stats", NULL, "say what the index holds, which days are missing, and what could not be read (with --errors: that as a list)"},
    {0, "check", NULL, "verify the whole index"},
    {0, NULL, NULL, "Where and what"},
    {'i', "index", "DIR", "where the index is (default: $MORGUE_INDEX, else .morgue in the first ARCHIVE, or beside it when it is a file)"},
    {0, "include", "GLOB", "only files whose name or path matches, and members of zip, tar and the like; may be repeated"},
    {0, "exclude", "GLOB", "no files or directories whose name or path matches; may be repeated"},
    {0, "files-from", "FILE", "read the files that FILE lists, one a line, and walk nothing (-: stdin); below an ARCHIVE, or if none is "
     "named below the current directory. What the index had is kept, what earlier lists named too, as long as it is there; with --full, "
     "only what this one lists"},
    {'0', "null", NULL, "the paths in that list are ended by NULs: find -print0"},
    {0, "format", "NAME", "take every file for NAME, one of those below (default: by content, then by name)"},
    {0, "map", "FIELD=PATH", "where the articles of JSON, CSV or XML have their title, standfirst, byline, date, modified, source, section, "
     "dateline, url, language, keywords, id or body (headline.main, a column, article/text), or where the records are; may be repeated"},
    {'l', "language", "LANG", "stemmer for every article (english, en, ... none), or auto: by article (default: as the index has it, a new one auto)"},
    {'j', "jobs", "N", "threads (default: processors)"},
    {'m', "memory", "SIZE", "for inversion, before postings go to a file for the time being: 256M, 2G (default 512M)"},
    {0, NULL, NULL, "Limits; what is over one is named and passed over"},
    {0, "max-file", "SIZE", "of a file, or a member of a container once unpacked (default 1G)"},
    {0, "max-article", "SIZE", "of an article's text (default 128M)"},
    {0, "max-ratio", "N", "how many times its size a container or compressed file may give, beyond 64 MB (default 1000)"},
    {0, "max-depth", "N", "containers in containers (default 4)"},
    {0, "max-members", "N", "members of a container, and of those in it (default 1000000)"},
    {0, "max-time", "SECONDS", "of a processor, for a file or member (default 60)"},
    {0, NULL, NULL, "What is said"},
    {0, "errors", "FILE", "a line per input that could not be read: path, article and reason, parted by tabs (default: on stderr)"},
    {0, "progress", "auto|always|never", "the progress bar; auto is: on a terminal (default auto)"},
    {0, "json", NULL, "the closing summary, or --stats, as a JSON object"},
    {'q', "quiet", NULL, "no summary"},
    {'v', "verbose", NULL, "where the time went, too"},
    {'h', "help", NULL, "this"},
    {0, "version", NULL, "the versions of Morgue and libxapian"},
};

static const mg_word_source sources[] = {
    {"format", "morgue-index --help | sed -n '/^Formats:/,/^$/s/^  //p' | tr ' ' '\\n'"},
};

const mg_program mg_this_program = {"morgue-index", table, MG_COUNT(table), sources, MG_COUNT(sources)};
