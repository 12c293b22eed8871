/* SearchLucene.java - a peer: SearchLucene PACKED DIR builds an index of the articles, title and text as one field with English
 * stems, no stop words, the date as a number, one segment; SearchLucene DIR QUERIES SECONDS RUNS PASSAGES asks it what ask.c
 * wrote, ten hits each, as search.c does, and prints the same: BM25 and the collector as they come. A wildcard is asked as Lucene
 * has it, all articles alike and the first ones the answer, and as "ranked": the words that begin so as one, by their occurrences. With passages, by its
 * UnifiedHighlighter. SearchLucene DIR WORDS asks once and prints what it found. */
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.IntPoint;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SynonymQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.uhighlight.UnifiedHighlighter;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.AttributeSource;
import org.apache.lucene.util.QueryBuilder;

public final class SearchLucene {
    private static final int HITS = 10;
    private static final Analyzer ANALYZER = new EnglishAnalyzer(CharArraySet.EMPTY_SET);
    private static final QueryBuilder BUILDER = new QueryBuilder(ANALYZER);

    private static byte[] field(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(field(in), StandardCharsets.UTF_8);
    }

    /** 19940307 of 1994-03-07; what is missing is zero. */
    private static int day(String date) {
        String digits = date.replaceAll("[^0-9].*|-", "").isEmpty() ? "" : date.replace("-", "");
        digits = (digits + "00000000").substring(0, 8);
        return digits.matches("[0-9]{8}") ? Integer.parseInt(digits) : 0;
    }

    private static void build(String packed, String dir) throws IOException {
        IndexWriterConfig config = new IndexWriterConfig(ANALYZER);
        config.setRAMBufferSizeMB(256);
        config.setUseCompoundFile(false);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(new FileInputStream(packed), 1 << 20));
             IndexWriter writer = new IndexWriter(FSDirectory.open(Paths.get(dir)), config)) {
            for (in.mark(1); in.read() >= 0; in.mark(1)) {
                in.reset();
                Document document = new Document();
                document.add(new StoredField("id", text(in)));
                document.add(new IntPoint("date", day(text(in))));
                document.add(new TextField("text", text(in) + "\n\n" + text(in), Field.Store.YES));
                writer.addDocument(document);
            }
            writer.forceMerge(1);
            writer.commit();
        }
    }

    /** The words that begin so as one: a score from what all of them count together. */
    private static final MultiTermQuery.RewriteMethod AS_ONE = new MultiTermQuery.RewriteMethod() {
        @Override
        public Query rewrite(IndexReader reader, MultiTermQuery query) throws IOException {
            SynonymQuery.Builder all = new SynonymQuery.Builder(query.getField());
            Terms terms = MultiTerms.getTerms(reader, query.getField());
            if (terms == null) return new MatchNoDocsQuery(); /* the highlighter rewrites queries for no articles */
            TermsEnum words = getTermsEnum(query, terms, new AttributeSource());
            while (words.next() != null) all.addTerm(new Term(query.getField(), words.term()));
            return all.build();
        }
    };

    private static Query prefix(String words, boolean ranked) {
        PrefixQuery query = new PrefixQuery(new Term("text", words.replace("*", "")));
        if (ranked) query.setRewriteMethod(AS_ONE);
        return query;
    }

    private static Query query(String kind, String words, String since, String until) {
        if (kind.equals("phrase")) return BUILDER.createPhraseQuery("text", words);
        if (kind.equals("wildcard") || kind.equals("ranked")) return prefix(words, kind.equals("ranked"));
        boolean any = kind.equals("or") || kind.equals("filtered");
        Query text = BUILDER.createBooleanQuery("text", words, any ? BooleanClause.Occur.SHOULD : BooleanClause.Occur.MUST);
        if (since.isEmpty()) return text;
        String last = (until.replace("-", "") + "9999").substring(0, 8);
        return new BooleanQuery.Builder().add(text, BooleanClause.Occur.MUST)
            .add(IntPoint.newRangeQuery("date", day(since), Integer.parseInt(last)), BooleanClause.Occur.FILTER).build();
    }

    private static final class Asked {
        String kind, words;
        Query query;
        double[] ms;
        int hits;
    }

    private static List<Asked> read(String path, int runs) throws IOException {
        List<Asked> all = new ArrayList<>();
        for (String line : Files.readAllLines(Paths.get(path))) {
            String[] part = line.split("\t", -1);
            Asked asked = new Asked();
            asked.kind = part[0];
            asked.words = part[1];
            asked.query = query(part[0], part[1], part[2], part[3]);
            asked.ms = new double[runs];
            all.add(asked);
        }
        return all;
    }

    private static double ask(IndexSearcher searcher, UnifiedHighlighter highlighter, Asked asked, int passages)
            throws IOException {
        long start = System.nanoTime();
        TopDocs top = searcher.search(asked.query, HITS);
        if (passages > 0) highlighter.highlight("text", asked.query, top, passages);
        asked.hits = top.scoreDocs.length;
        return (System.nanoTime() - start) / 1e6;
    }

    private static void time(IndexSearcher searcher, List<Asked> all, double seconds, int runs, int passages) throws IOException {
        UnifiedHighlighter highlighter = new UnifiedHighlighter(searcher, ANALYZER);
        for (long end = System.nanoTime() + (long) (seconds * 1e9); System.nanoTime() < end; ) {
            for (Asked asked : all) ask(searcher, highlighter, asked, passages);
        }
        for (int run = 0; run < runs; run++) {
            for (Asked asked : all) asked.ms[run] = ask(searcher, highlighter, asked, passages);
        }
        for (Asked asked : all) {
            Arrays.sort(asked.ms);
            System.out.printf("%s\t%.6f\t%d\t%s%n", asked.kind, asked.ms[runs / 2], asked.hits, asked.words);
        }
    }

    public static void main(String[] args) throws IOException {
        if (args.length == 2 && args[0].endsWith("packed")) {
            build(args[0], args[1]);
            return;
        }
        try (DirectoryReader reader = DirectoryReader.open(FSDirectory.open(Paths.get(args[0])))) {
            IndexSearcher searcher = new IndexSearcher(reader);
            BooleanQuery.setMaxClauseCount(1 << 20); /* of synonyms, too */
            searcher.setQueryCache(null); /* what is asked again and again is not to be remembered */
            if (args.length == 2) {
                for (ScoreDoc hit : searcher.search(query("and", args[1], "", ""), HITS).scoreDocs) {
                    System.out.println(hit.score + "\t" + searcher.doc(hit.doc).get("id"));
                }
                return;
            }
            int runs = Integer.parseInt(args[3]);
            time(searcher, read(args[1], runs), Double.parseDouble(args[2]), runs, Integer.parseInt(args[4]));
        }
    }
}
