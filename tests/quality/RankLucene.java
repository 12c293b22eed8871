/* RankLucene.java - a peer: RankLucene ARTICLES QUERIES. Lucene's BM25 as shipped: EnglishAnalyzer (Porter stems, stop words),
 * k1 1.2, b 0.75, any word may match; headline and body are one field, as a headline clause of its own ranks worse. ARTICLES
 * are the lines of morgue-index --extract, cut to id<tab>text; QUERIES lines of id<tab>text. Prints TREC run lines, a thousand a
 * query. */
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.QueryBuilder;

public final class RankLucene {
    private static final int DEPTH = 1000;

    private static void index(String articles, Directory directory) throws IOException {
        IndexWriterConfig config = new IndexWriterConfig(new EnglishAnalyzer());
        try (IndexWriter writer = new IndexWriter(directory, config);
             BufferedReader in = Files.newBufferedReader(Paths.get(articles), StandardCharsets.UTF_8)) {
            for (String line; (line = in.readLine()) != null; ) {
                int tab = line.indexOf('\t');
                Document document = new Document();
                document.add(new StringField("id", line.substring(0, tab), Field.Store.YES));
                document.add(new TextField("text", line.substring(tab + 1), Field.Store.NO));
                writer.addDocument(document);
            }
            writer.forceMerge(1);
        }
    }

    private static void rank(IndexSearcher searcher, String id, Query query) throws IOException {
        ScoreDoc[] hits = searcher.search(query, DEPTH).scoreDocs;
        for (int i = 0; i < hits.length; i++) {
            System.out.printf("%s Q0 %s %d %.9g lucene%n", id, searcher.doc(hits[i].doc).get("id"), i + 1, hits[i].score);
        }
    }

    public static void main(String[] args) throws IOException {
        QueryBuilder builder = new QueryBuilder(new EnglishAnalyzer());
        Directory directory = new ByteBuffersDirectory();
        index(args[0], directory);
        try (DirectoryReader reader = DirectoryReader.open(directory);
             BufferedReader in = Files.newBufferedReader(Paths.get(args[1]), StandardCharsets.UTF_8)) {
            IndexSearcher searcher = new IndexSearcher(reader);
            for (String line; (line = in.readLine()) != null; ) {
                int tab = line.indexOf('\t');
                Query query = builder.createBooleanQuery("text", line.substring(tab + 1));
                if (query != null) rank(searcher, line.substring(0, tab), query);
            }
        }
    }
}
