/* IndexLucene.java - a peer: IndexLucene PACKED DIR THREADS. Lucene with English stems and every word indexed (no stop
 * words, as the others have none), positions, the text stored; then merged to one segment. With one thread, merges run on
 * it too. Prints the number of articles, and the seconds that the last merge took.
 * IndexLucene DIR WORD: prints how many articles of a finished index hold the word in title or body. */
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;

public final class IndexLucene {
    private static final String[] FIELDS = {"id", "date", "title", "body"};

    private final DataInputStream in;
    private final IndexWriter writer;

    private IndexLucene(DataInputStream in, IndexWriter writer) {
        this.in = in;
        this.writer = writer;
    }

    /** The fields of the next article, or null at the end of the file. */
    private synchronized byte[][] next() throws IOException {
        in.mark(1);
        if (in.read() < 0) return null;
        in.reset();
        byte[][] fields = new byte[FIELDS.length][];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = new byte[in.readInt()];
            in.readFully(fields[i]);
        }
        return fields;
    }

    private Void work() throws IOException {
        for (byte[][] fields; (fields = next()) != null; ) {
            Document document = new Document();
            for (int i = 0; i < FIELDS.length; i++) {
                String text = new String(fields[i], StandardCharsets.UTF_8);
                document.add(i < 2 ? new StringField(FIELDS[i], text, Field.Store.YES)
                                   : new TextField(FIELDS[i], text, Field.Store.YES));
            }
            writer.addDocument(document);
        }
        return null;
    }

    private void run(int threads) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Callable<Void>> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) workers.add(this::work);
        for (Future<Void> done : pool.invokeAll(workers)) done.get();
        pool.shutdown();
    }

    private static void find(String dir, String word) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(FSDirectory.open(Paths.get(dir)))) {
            BooleanQuery.Builder query = new BooleanQuery.Builder();
            for (String field : new String[] {"title", "body"}) {
                query.add(new TermQuery(new Term(field, word)), BooleanClause.Occur.SHOULD);
            }
            System.out.println(new IndexSearcher(reader).count(query.build()));
        }
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 2) {
            find(args[0], args[1]);
            return;
        }
        int threads = Integer.parseInt(args[2]);
        IndexWriterConfig config = new IndexWriterConfig(new EnglishAnalyzer(CharArraySet.EMPTY_SET));
        config.setRAMBufferSizeMB(256);
        config.setUseCompoundFile(false);
        if (threads == 1) config.setMergeScheduler(new SerialMergeScheduler());
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(new FileInputStream(args[0]), 1 << 20));
             IndexWriter writer = new IndexWriter(FSDirectory.open(Paths.get(args[1])), config)) {
            new IndexLucene(in, writer).run(threads);
            long start = System.nanoTime();
            writer.forceMerge(1);
            writer.commit();
            System.out.printf("%d %.3f%n", writer.getDocStats().numDocs, (System.nanoTime() - start) / 1e9);
        }
    }
}
