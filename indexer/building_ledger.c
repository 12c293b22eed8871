/* building_ledger.c - see building.h: the segments and the files of the index, when a run is over. */
#include "indexer/building.h"

#include "common/layout.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

mg_status mg_building_name_segments(mg_building *b, mg_error *err)
{
    const mg_earlier *e = &b->earlier;
    mg_buf lines = MG_BUF_INIT;
    char dir[PATH_MAX];
    b->stub = (mg_stub){.generation = b->generation, .ledger = b->name};
    b->stub.segments = mg_arena_alloc(&b->arena, (e->n + 1) * sizeof *b->stub.segments);
    if (!b->stub.segments) return mg_fail_nomem(err, "finishing the index");
    for (size_t i = 0; i < e->n; i++) {
        if (b->is_absorbed[i]) continue;
        b->numbers[i] = (uint32_t)b->stub.n;
        const char *removed = e->segments[i].n_gone_now ? b->name : e->stub.segments[i].removed;
        b->stub.segments[b->stub.n++] = (mg_stub_segment){e->stub.segments[i].name, removed};
    }
    if (mg_segment_documents(b->writing.segment) || !b->stub.n) b->stub.segments[b->stub.n++] = (mg_stub_segment){b->name, NULL};
    if (!realpath(b->opts->index, dir)) return mg_fail_sys(err, errno, "%s cannot be read", b->opts->index);
    for (size_t i = 0; i < b->places.roots.n; i++) {
        mg_buf_reset(&lines);
        mg_roots_encode(dir, (mg_spans){b->places.roots.v + i, 1}, &lines);
        mg_span line = lines.failed ? (mg_span){0} : mg_arena_copy(&b->arena, mg_span_sub(mg_buf_span(&lines), 0, lines.n - 1));
        if (!line.p || !mg_spans_add(&b->stub.archives, line, &b->arena)) {
            mg_buf_dispose(&lines);
            return mg_fail_nomem(err, "finishing the index");
        }
    }
    mg_buf_dispose(&lines);
    return MG_OK;
}

bool mg_building_has_segment(const mg_building *b)
{
    return strcmp(b->stub.segments[b->stub.n - 1].name, b->name) == 0;
}

/* The documents that a file had, where they are now. */
static bool add_known_docs(const mg_building *b, size_t known, mg_ledger *l)
{
    const mg_ledger *before = &b->earlier.ledger;
    const mg_ledger_file *f = &before->files.v[known];
    for (size_t k = f->docs; k < f->docs + f->n_docs; k++) {
        const mg_earlier_segment *s = &b->earlier.segments[before->docs.v[k].segment];
        for (uint32_t n = 0; n < before->docs.v[k].count; n++) {
            uint32_t docid = before->docs.v[k].first + n, moved = s->moved ? s->moved[docid - 1] : 0;
            if (moved && !mg_ledger_add(l, (uint32_t)b->stub.n - 1, moved)) return false;
            if (!moved && !s->gone[docid - 1] && !mg_ledger_add(l, b->numbers[before->docs.v[k].segment], docid)) return false;
        }
    }
    return true;
}

static bool add_failures(mg_ledger *l, const mg_failure *failures, size_t n)
{
    mg_ledger_file *f = &l->files.v[l->files.n - 1];
    f->failures = l->failures.n;
    f->n_failures = n;
    for (size_t i = 0; i < n; i++)
        if (!mg_vec_push(&l->failures, failures[i])) return false;
    return true;
}

/* A file of the ledger as it was, with another size and time when those are given. */
static bool add_known_file(const mg_building *b, size_t known, const mg_archive_file *now, mg_ledger *l)
{
    const mg_ledger *before = &b->earlier.ledger;
    mg_ledger_file f = before->files.v[known];
    const mg_failure *failures = before->failures.v + f.failures;
    size_t n_failures = f.n_failures;
    if (now) {
        f.size = now->size;
        f.mtime_ns = now->mtime_ns;
    }
    f.n_docs = f.n_failures = 0;
    f.settings = mg_ledger_settings(l, before->settings.v[f.settings]);
    for (size_t i = 0; b->report->errors && i < n_failures; i++)
        mg_report_failure(b->report, f.path, failures[i].member, failures[i].reason);
    return f.settings != SIZE_MAX && mg_vec_push(&l->files, f) && add_failures(l, failures, n_failures) && add_known_docs(b, known, l);
}

static bool add_read_file(const mg_building *b, size_t file, size_t *fresh, mg_ledger *l)
{
    const mg_file_state *state = &b->files[file];
    mg_archive_file now = mg_archive_file_of(b->archive, file);
    mg_ledger_file f = {.path = now.path, .root = now.root, .fate = (uint8_t)state->fate, .announces = state->announces, .size = now.size,
                        .mtime_ns = now.mtime_ns, .hash = state->hash, .text_bytes = state->text_bytes,
                        .settings = mg_ledger_settings(l, b->settings)};
    size_t known = b->changes.before[file];
    if (f.settings == SIZE_MAX) return false;
    if (!mg_vec_push(&l->files, f) || !add_failures(l, b->failures.v + state->failures, state->n_failures)) return false;
    if (known != MG_NO_FILE && !add_known_docs(b, known, l)) return false;
    for (; *fresh < b->fresh.n && b->fresh.v[*fresh].file == file; ++*fresh)
        if (!mg_ledger_add(l, (uint32_t)b->stub.n - 1, b->fresh.v[*fresh].docid)) return false;
    return true;
}

static int by_file(const void *a, const void *b)
{
    const mg_fresh_doc *x = a, *y = b;
    if (x->file != y->file) return x->file < y->file ? -1 : 1;
    return x->docid < y->docid ? -1 : x->docid > y->docid;
}

/* Files that were looked at and those that stay are both in order. */
static bool fill_ledger(mg_building *b, mg_ledger *l)
{
    const mg_ledger *before = &b->earlier.ledger;
    size_t known = 0, fresh = 0;
    if (b->fresh.n) qsort(b->fresh.v, b->fresh.n, sizeof *b->fresh.v, by_file);
    for (size_t i = 0; i <= b->changes.n; i++) {
        mg_archive_file now = i < b->changes.n ? mg_archive_file_of(b->archive, i) : (mg_archive_file){.root = UINT32_MAX};
        for (; known < before->files.n; known++) {
            const mg_ledger_file *f = &before->files.v[known];
            if (f->root > now.root || (f->root == now.root && mg_path_cmp(f->path, now.path) >= 0)) break;
            if (b->changes.known[known] == MG_KNOWN_STAYS && !add_known_file(b, known, NULL, l)) return false;
        }
        if (i == b->changes.n) return true;
        bool same = b->changes.before[i] != MG_NO_FILE && !b->files[i].read;
        if (same ? !add_known_file(b, b->changes.before[i], &now, l) : !add_read_file(b, i, &fresh, l)) return false;
    }
    return true;
}

mg_status mg_building_write_ledger(mg_building *b, mg_error *err)
{
    mg_ledger l = {.language = mg_span_str(b->language)};
    mg_buf path = MG_BUF_INIT;
    bool ok = true;
    for (size_t i = 0; i < b->places.roots.n && ok; i++) ok = mg_vec_push(&l.roots, b->places.are[i]);
    for (size_t i = 0; i < b->stub.n && ok; i++) {
        mg_ledger_segment s = {mg_span_str(b->stub.segments[i].name), mg_segment_documents(b->writing.segment)};
        for (size_t k = 0; k < b->earlier.n; k++)
            if (!b->is_absorbed[k] && b->numbers[k] == i) s.documents = b->earlier.segments[k].documents;
        ok = mg_vec_push(&l.segments, s);
    }
    ok = ok && fill_ledger(b, &l);
    mg_path_ledger(b->opts->index, b->name, &path);
    mg_status status = ok ? mg_buf_check(&path, "finishing the index", err) : mg_fail_nomem(err, "finishing the index");
    if (status == MG_OK) status = mg_ledger_write(&l, path.p, err);
    b->summary->skipped += l.failures.n;
    for (size_t i = 0; i < l.files.n; i++) b->summary->text_bytes += l.files.v[i].text_bytes;
    mg_buf_dispose(&path);
    mg_ledger_dispose(&l);
    return status;
}
