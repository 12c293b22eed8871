/* test_extract_html.c - fields and text of news pages, and the furniture that must stay outside. */
#include "tests/unit/catcher.h"

/* Long enough to count as prose. */
#define P1                                                                                                   \
    "The gates of the dam were lowered on Saturday at eleven in the morning, and by four o'clock the "       \
    "river, "                                                                                                \
    "which has flooded the port nine times, had begun to climb its own valley."
#define P2                                                                                                   \
    "The last family to leave was that of a cocoa grower, who carried out the kitchen door. Asked why, he "  \
    "said "                                                                                                  \
    "that it was a good door, and that somebody might want to close it one day."
#define END "format=html\n"
#define STORY "<p>" P1 "</p><p>" P2 "</p>"
#define STORY_BODY "body=" P1 "\n\n" P2 "\n--\n"
#define PAGE(head, body) "<html><head>" head "</head><body><h1>Dam opened</h1>" body "</body></html>"
#define FIELDS(fields) "id=a\ntitle=Dam opened\n" fields END

#define LD(json) "<script type='application/ld+json'>" json "</script>"

static const catch_row head_rows[] = {
    /* JSON-LD before all */
    {PAGE("<script "
          "type='application/ld+json'>{\"@context\":\"https://schema.org\",\"@type\":[\"NewsArticle\"],"
          "\"headline\":\"Dam &amp; valley\",\"description\":\"In "
          "short\",\"datePublished\":\"2025-03-07T07:15:00+07:00\","
          "\"dateModified\":\"2025-03-08\",\"author\":[{\"@type\":\"Person\",\"name\":\"Ann Lee\"},\"Bo Ek\","
          "\"https://x.example/ann\",{\"@type\":\"Organization\",\"name\":\"The Post\"}],"
          "\"publisher\":{\"name\":\"The Post\"},\"articleSection\":[\"News\",\"Dams\"],\"keywords\":\"dam, "
          "bells\","
          "\"inLanguage\":\"en-GB\",\"mainEntityOfPage\":{\"@id\":\"https://post.example/dam\"}}</script>"
          "<meta property=og:title content='Another title'><meta name=author content='Nobody'>"
          "<meta property=article:published_time content='2001-01-01'><meta property=og:site_name "
          "content=Other>",
          STORY),
     "id=https://post.example/dam\ntitle=Dam & valley\nstandfirst=In short\nby=Ann Lee\nby=Bo Ek\n"
     "date=2025-03-07T07:15:00+07:00 json-ld\nmodified=2025-03-08\nsource=The Post\nsection=News\n"
     "url=https://post.example/dam\nlanguage=en\nkeyword=dam\nkeyword=bells\n" END STORY_BODY},
    /* @graph, references, line ends in strings, CDATA marks; what is no article is not taken */
    {PAGE("<script type='application/ld+json'>{\"@type\":\"WebSite\",\"name\":\"No\"}</script>"
          "<script "
          "type='application/ld+json'>//<![CDATA[\n{\"@graph\":[{\"@type\":\"WebPage\",\"name\":\"No\"},"
          "{\"@type\":\"ReportageNewsArticle\",\"headline\":\"Dam\nopened\",\"author\":{\"@id\":\"#p\"},"
          "\"publisher\":{\"@id\":\"#o\"}},{\"@id\":\"#p\",\"name\":\"Ann "
          "Lee\"},{\"@id\":\"#o\",\"name\":\"The Post\"}]}\n"
          "//]]></script>",
          STORY),
     FIELDS("by=Ann Lee\nsource=The Post\n") STORY_BODY},
    {PAGE("<script type='application/ld+json'>{\"@type\":\"NewsArticle\", oops</script>", STORY),
     FIELDS("") STORY_BODY},
    {PAGE("<script type='application/ld+json'></script><script "
          "type='application/ld+json'>[1,null,\"x\"]</script>",
          STORY),
     FIELDS("") STORY_BODY},
    /* meta */
    {PAGE("<title>Ignored | The Post</title><meta property='og:title' content='Dam opened - The Post'>"
          "<meta property='og:site_name' content='The Post'><meta name='description' content='In "
          "&amp;quot;short&amp;quot;'>"
          "<meta property='article:published_time' content='2025-03-07T07:15:00Z'>"
          "<meta property='article:modified_time' content='2025-03-08T07:15:00Z'><meta "
          "property='article:section' content=News>"
          "<meta property='article:author' content='https://www.facebook.com/ann'><meta "
          "property='article:author' content='Ann Lee'>"
          "<meta property='article:tag' content=dam><meta property='article:tag' content=bells>"
          "<meta property='og:locale' content=en_US><meta property='og:url' "
          "content='https://post.example/dam'>",
          STORY),
     "id=https://post.example/dam\ntitle=Dam opened\nstandfirst=In \"short\"\nby=Ann "
     "Lee\ndate=2025-03-07T07:15:00Z meta\n"
     "modified=2025-03-08T07:15:00Z\nsource=The "
     "Post\nsection=News\nurl=https://post.example/dam\nlanguage=en\n"
     "keyword=dam\nkeyword=bells\n" END STORY_BODY},
    {PAGE("<link rel=canonical href='https://post.example/dam'><meta property='og:url' "
          "content='https://m.post.example/dam'>"
          "<meta name='DC.date.issued' content='1966-10-24'><meta name=date content='2020-01-01'>"
          "<meta name=byl content='By ANN LEE and BO EK'><meta name=news_keywords content='dam; bells'>",
          STORY),
     "id=https://post.example/dam\ntitle=Dam opened\nby=ANN LEE\nby=BO EK\ndate=1966-10-24 meta\n"
     "url=https://post.example/dam\nkeyword=dam\nkeyword=bells\n" END STORY_BODY},
    /* a front page is no article's address; what is no date is passed over for what is one */
    {PAGE("<link rel=canonical href='https://post.example/'><link rel=canonical href='/dam'>"
          "<meta property='article:published_time' content='yesterday'><meta name=pubdate "
          "content='2025-03-07'>",
          STORY),
     FIELDS("date=2025-03-07 meta\n") STORY_BODY},
    {"<html lang='fr-CA'><title>Le barrage</title>" STORY,
     "id=a\ntitle=Le barrage\nlanguage=fr\n" END STORY_BODY},
    {"<title>Dam opened | News | The Post</title>" STORY, "id=a\ntitle=Dam opened\n" END STORY_BODY},
    {"<title>Dam opened - The Post</title>" STORY, "id=a\ntitle=Dam opened\n" END STORY_BODY},
    {"<title>Dam opened - again</title>" STORY, "id=a\ntitle=Dam opened - again\n" END STORY_BODY},
    /* every kind of article; JSON as people write it: comments, commas too many, several objects in a row */
    {PAGE(LD("{\"@type\":\"BreadcrumbList\"},{\"@type\":\"LiveBlogPosting\",/* \"x "
             "*/\"author\":[{\"name\":\"Ann Lee\",},],}"),
          STORY),
     FIELDS("by=Ann Lee\n") STORY_BODY},
    {PAGE(LD("{\"@type\":\"WebSite\"}\n{\"@type\":\"http://schema.org/"
             "SocialMediaPosting\",\"dateCreated\":\"2025-03-07\"}"),
          STORY),
     FIELDS("date=2025-03-07 json-ld\n") STORY_BODY},
    /* when it was published is better than when it was made, whoever says it */
    {PAGE(LD("{\"@type\":\"NewsArticle\",\"dateCreated\":\"2025-03-09\"}")
          "<meta itemprop=datePublished content='2025-03-07'>",
          STORY),
     FIELDS("date=2025-03-07 meta\n") STORY_BODY},
    {PAGE(LD("{\"@type\":\"NewsArticle\",\"dateCreated\":\"2025-03-09\"}")
          LD("{\"@type\":\"WebPage\",\"datePublished\":\"2025-03-07\"}"),
          STORY),
     FIELDS("date=2025-03-07 json-ld\n") STORY_BODY},
    /* seconds and milliseconds since 1970 */
    {PAGE(LD("{\"@type\":\"Report\",\"datePublished\":1741334461000,\"dateModified\":1741334462}"), STORY),
     FIELDS("date=2025-03-07T08:01:01Z json-ld\nmodified=2025-03-07T08:01:02Z\n") STORY_BODY},
    /* a page that is described beside no article has a date and an author, but no name */
    {PAGE(LD("{\"@type\":\"ClaimReview\",\"name\":\"No\",\"datePublished\":\"2025-03-07\",\"author\":{"
             "\"name\":\"Ann Lee\"}}"),
          STORY),
     FIELDS("by=Ann Lee\ndate=2025-03-07 json-ld\n") STORY_BODY},
    /* the staff of the site are, too */
    {PAGE("<meta name=author content='Coast Post Staff'><link rel=canonical href='https://www.coastpost.example/dam'>",
          "<p class=byline>By Ann Lee</p>" STORY),
     "id=https://www.coastpost.example/dam\ntitle=Dam opened\nby=Ann Lee\nurl=https://www.coastpost.example/dam\n" END
         STORY_BODY},
    {PAGE("<meta name=author content='Coast Post Staff'><meta property=og:site_name content='The Coast Post'>", STORY),
     FIELDS("by=Coast Post Staff\nsource=The Coast Post\n") STORY_BODY},
    /* an organisation alone is the author when no person is shown; beside a person it is one, too */
    {PAGE(LD("{\"@type\":\"Article\",\"author\":{\"@type\":\"NewsMediaOrganization\",\"name\":\"Coast "
             "Wire\"}}"),
          STORY),
     FIELDS("by=Coast Wire\n") STORY_BODY},
    {PAGE(LD("{\"@type\":\"Article\",\"author\":{\"@type\":\"Organization\",\"name\":\"Coast Wire\"}}"),
          "<p class=byline>By Ann Lee</p>" STORY),
     FIELDS("by=Ann Lee\n") STORY_BODY},
    {PAGE("<meta name=author content='The Post'><meta property=og:site_name content='The Post'>",
          "<p class=byline>By Ann Lee</p>" STORY),
     FIELDS("by=Ann Lee\nsource=The Post\n") STORY_BODY},
    {PAGE(LD("{\"@type\":\"Article\",\"author\":[{\"@type\":\"Organization\",\"name\":\"Coast Wire\"},"
             "[{\"@type\":\"Person\",\"name\":\"Ann Lee\"}],{\"@type\":\"Organization\",\"name\":\"The Post\"}],"
             "\"publisher\":{\"@type\":\"Organization\",\"name\":\"The Post\"}}"),
          STORY),
     FIELDS("by=Ann Lee\nby=Coast Wire\nsource=The Post\n") STORY_BODY},
    {PAGE("<meta name=author content='Coast Wire'><meta property=og:site_name content='The Post'>", STORY),
     FIELDS("by=Coast Wire\nsource=The Post\n") STORY_BODY},
    {PAGE("<meta name=author content='Post staff'><meta property=og:site_name content='The Post'>", STORY),
     FIELDS("by=Post staff\nsource=The Post\n") STORY_BODY},
    /* the site itself, under any of its names, is no author, nor is a login or an address; then other authors count */
    {PAGE(LD("{\"@type\":\"WebSite\",\"name\":\"Post Online\"}")
          LD("{\"@type\":\"Article\",\"author\":{\"@type\":\"Person\",\"name\":\"POST ONLINE\"},"
             "\"publisher\":{\"name\":\"Post Media\"}}")
          "<meta name=author content='The Post'><meta name=author content='post'>"
          "<meta name=byl content='By Ann Lee'><meta property=og:site_name content='Post'>",
          STORY),
     FIELDS("by=Ann Lee\nsource=Post Media\n") STORY_BODY},
    {PAGE("<meta name=author content='The Post'><meta property=og:site_name content='The Post'>",
          "<p class=byline>By The Post</p>" STORY),
     FIELDS("source=The Post\n") STORY_BODY},
    {PAGE("<meta name=author content=Admin><meta name=author content=postadmin><meta name=dc.creator content='ann@post.example'><meta name=sailthru.author "
          "content='https://post.example/ann'><meta name=authors content='Ann Lee'>",
          STORY),
     FIELDS("by=Ann Lee\n") STORY_BODY},
    {PAGE("<meta name=author content='By Ann Lee, The Post'><meta property=og:site_name content='The Post'>", STORY),
     FIELDS("by=Ann Lee\nsource=The Post\n") STORY_BODY},
    {PAGE("<meta name=author content='The Post and Coast Wire'><meta property=og:site_name content='The Post'>", STORY),
     FIELDS("by=Coast Wire\nsource=The Post\n") STORY_BODY},
    /* the article's author before the publisher's, unless it looks like a login */
    {PAGE("<meta name=author content='Coast Wire'><meta property=article:author content='Ann Lee'>", STORY),
     FIELDS("by=Ann Lee\n") STORY_BODY},
    {PAGE("<meta property=article:author content='annlee'><meta name=author content='Ann Lee'>", STORY),
     FIELDS("by=Ann Lee\n") STORY_BODY},
    /* a host's name in one word; people have two, and sites of their own, or a part of one */
    {PAGE("<link rel=canonical href='https://www.dam.post.co.uk/dam'><meta name=author content='Post'>", STORY),
     "id=https://www.dam.post.co.uk/dam\ntitle=Dam opened\nurl=https://www.dam.post.co.uk/dam\n" END STORY_BODY},
    {PAGE("<link rel=canonical href='https://annlee.post.example/dam'><meta name=author content='annlee'>", STORY),
     "id=https://annlee.post.example/dam\ntitle=Dam opened\nby=annlee\nurl=https://annlee.post.example/dam\n" END STORY_BODY},
    {PAGE("<link rel=canonical href='https://www.coastpost.example/dam'><meta name=author content='CoastPost'>", STORY),
     "id=https://www.coastpost.example/dam\ntitle=Dam opened\nurl=https://www.coastpost.example/dam\n" END STORY_BODY},
    {PAGE("<link rel=canonical href='https://annlee.example/dam'><meta name=author content='Ann Lee'>", STORY),
     "id=https://annlee.example/dam\ntitle=Dam opened\nby=Ann Lee\nurl=https://annlee.example/dam\n" END STORY_BODY},
    {PAGE("<link rel=canonical href='https://coastwire.example/dam'>"
          LD("{\"@type\":\"Article\",\"author\":{\"@type\":\"Organization\",\"name\":\"Coast Wire\"}}"),
          STORY),
     "id=https://coastwire.example/dam\ntitle=Dam opened\nurl=https://coastwire.example/dam\n" END STORY_BODY},
    {PAGE(LD("{\"@type\":\"Article\",\"author\":\"Ann Lee\",\"publisher\":{\"@type\":\"Person\",\"name\":\"Ann "
             "Lee\"}}"),
          STORY),
     FIELDS("by=Ann Lee\nsource=Ann Lee\n") STORY_BODY},
    /* the site's name in headlines: behind or before it, in whatever spelling, in JSON-LD too */
    {PAGE(LD("{\"@type\":\"Article\",\"headline\":\"Dam and bells | CoastPost\",\"publisher\":{\"name\":\"The Coast "
             "Post\"}}"),
          STORY),
     "id=a\ntitle=Dam and bells\nsource=The Coast Post\n" END STORY_BODY},
    {PAGE("<meta property=og:title content='The Post: Bells - again: The Post'><meta property=og:site_name content='The "
          "Post'>",
          STORY),
     "id=a\ntitle=Bells - again\nsource=The Post\n" END STORY_BODY},
    /* and the section's before it */
    {PAGE("<meta property=og:title content='Dam opened | Coast News - The Post'><meta property=og:site_name "
          "content='The Post'>",
          STORY),
     FIELDS("source=The Post\n") STORY_BODY},
    /* encoded once too often */
    {PAGE("<meta property=og:title content='Dam &amp;amp;#039;open&amp;amp;#039;'>"
          LD("{\"@type\":\"Article\",\"author\":\"Ann O&amp;#039;Lee\"}"),
          STORY),
     "id=a\ntitle=Dam 'open'\nby=Ann O'Lee\n" END STORY_BODY},
    /* the text that only machines are given, plain or as HTML */
    {PAGE(LD("{\"@type\":\"Article\",\"articleBody\":\"" P1 "\\n" P2 P2 "\"}"), "<p>Subscribe to read.</p>"),
     FIELDS("") "body=" P1 "\n\n" P2 P2 "\n--\n"},
    {PAGE(LD("{\"@type\":\"Article\",\"articleBody\":\"<p>" P1 "</p><p>" P2 P2 "</p>\"}"),
          "<p>Subscribe to read.</p>"),
     FIELDS("") "body=" P1 "\n\n" P2 P2 "\n--\n"},
    {PAGE(LD("{\"@type\":\"Article\",\"articleBody\":\"" P1 P1 P1 "\"}"), STORY), FIELDS("") STORY_BODY},
};

#define LEAD "Bells were heard in the valley at four, and at five again, say those who stayed."

static const catch_row mark_rows[] = {
    {PAGE("", "<p class=byline>By <a href=/ann>Ann Lee</a> in Karu | 7 March 2025</p>" STORY),
     FIELDS("by=Ann Lee\ndate=2025-03-07 byline\n") STORY_BODY},
    {PAGE("",
          "<p class=byline>By <a href=/ann>Ann Lee</a> in Karu</p><p class=pub-date>7 March 2025</p>" STORY),
     FIELDS("by=Ann Lee\ndate=2025-03-07 byline\n") STORY_BODY},
    {PAGE("", "<p>By <span itemprop=author>Ann Lee</span> and <span itemprop=author>Bo Ek</span></p>"
              "<p>First printed <time datetime='1966-10-24'>Monday</time></p>" STORY),
     FIELDS("by=Ann Lee\nby=Bo Ek\ndate=1966-10-24 byline\n") STORY_BODY},
    {PAGE("", "<p><span itemprop=author><b itemprop=name>Gus Tarrant</b></span> at Tarpaulin Road · "
              "<span itemprop=datePublished content=2008-05-18>Sunday</span></p>" STORY),
     FIELDS("by=Gus Tarrant\ndate=2008-05-18 meta\n") STORY_BODY},
    {PAGE("", "<p>Monday, 24 October 1966</p>" STORY), FIELDS("date=1966-10-24 byline\n") STORY_BODY},
    /* the standfirst is kept in the text, also when it stands outside of the marked body */
    {PAGE("", "<p class=standfirst>Bells were heard.</p>" STORY),
     FIELDS("standfirst=Bells were heard.\n") "body=Bells were heard.\n\n" P1 "\n\n" P2 "\n--\n"},
    {PAGE("<meta name=description content='Bells were heard.'>",
          "<article><header><p>Bells were heard.</p></header><div itemprop=articleBody>" STORY
          "</div></article>"),
     FIELDS("standfirst=Bells were heard.\n") "body=Bells were heard.\n\n" P1 "\n\n" P2 "\n--\n"},
    {PAGE("<meta name=description content='Not to be seen.'>", STORY),
     FIELDS("standfirst=Not to be seen.\n") STORY_BODY},
    /* an element around the headline is no standfirst, whatever its name */
    {"<div class=lede><h1>Dam opened</h1><p class=dek>Bells were heard.</p></div>" STORY,
     FIELDS("standfirst=Bells were heard.\n") "body=Bells were heard.\n\n" P1 "\n\n" P2 "\n--\n"},
    /* between the headline and the marked text, in a paragraph or a heading; what the text repeats is said
       once */
    {PAGE("", "<p class=lead>" LEAD "</p><div itemprop=articleBody>" STORY "</div>"),
     FIELDS("") "body=" LEAD "\n\n" P1 "\n\n" P2 "\n--\n"},
    {PAGE("", "<h2>" LEAD "</h2><p class=byline>By Ann Lee</p><div itemprop=articleBody>" STORY "</div>"),
     FIELDS("by=Ann Lee\n") "body=" LEAD "\n\n" P1 "\n\n" P2 "\n--\n"},
    {PAGE("", "<p>" P1 "</p><div itemprop=articleBody>" STORY "</div>"), FIELDS("") STORY_BODY},
    {PAGE("", "<article><p class=teaser>" LEAD "</p>" STORY "<p class=teaser>" LEAD "</p></article>"),
     FIELDS("") "body=" LEAD "\n\n" P1 "\n\n" P2 "\n--\n"},
    /* an h1 that has nothing to do with the title is a banner; one that is akin to it wins over both */
    {"<title>Dam opened in the valley - The Post</title><h1>Coast</h1>" STORY,
     "id=a\ntitle=Dam opened in the valley\n" END STORY_BODY},
    {"<title>Valley dam opened, at last | The Post</title><h1>Coast</h1><h1>The valley has its "
     "dam</h1>" STORY,
     "id=a\ntitle=The valley has its dam\n" END STORY_BODY},
    {"<title>The Post</title><h1>Dam opened</h1>" STORY, "id=a\ntitle=Dam opened\n" END STORY_BODY},
    /* the headline that readers see tells what else is in a title, and how a cut one goes on; a banner does not */
    {"<meta property=og:title content='Opinion | Bells in the valley'><h1>Bells in the valley</h1>" STORY,
     "id=a\ntitle=Bells in the valley\n" END STORY_BODY},
    {"<meta property=og:title content='Bells in the valley : Coast'><h1>Bells in the valley</h1>" STORY,
     "id=a\ntitle=Bells in the valley\n" END STORY_BODY},
    {"<meta property=og:title content='Bells in the...'><h1>Bells in the valley</h1>" STORY,
     "id=a\ntitle=Bells in the valley\n" END STORY_BODY},
    {"<meta property=og:title content='Bells in the valley-town'><h1>Bells in the valley</h1>" STORY,
     "id=a\ntitle=Bells in the valley-town\n" END STORY_BODY},
    {"<meta property=og:title content='Tour of Karu - Stage three goes to Bo Ek'><h1>Tour of Karu</h1>" STORY,
     "id=a\ntitle=Tour of Karu - Stage three goes to Bo Ek\n" END STORY_BODY},
    {"<title>Coast | Bells</title><h1>Coast</h1>" STORY, "id=a\ntitle=Coast\n" END STORY_BODY},
    /* a script without blanks has long words */
    {"<h1>Original text</h1><title>[News] 港の大きな水門が開いて谷に水が戻った</title>" STORY,
     "id=a\ntitle=[News] 港の大きな水門が開いて谷に水が戻った\n" END STORY_BODY},
    /* words of two elements, several names in one mark, names that only machines read */
    {PAGE("", "<p class=byline><span>By</span><span>Ann Lee</span><i>(Karu)</i></p>" STORY),
     FIELDS("by=Ann Lee (Karu)\n") STORY_BODY},
    {PAGE("", "<div itemprop=author><b itemprop=name>Ann Lee</b><b itemprop=name>Bo Ek</b></div>" STORY),
     FIELDS("by=Ann Lee\nby=Bo Ek\n") STORY_BODY},
    {PAGE("", "<div itemprop=author itemscope><meta itemprop=name content='Ann Lee'></div>" STORY),
     FIELDS("by=Ann Lee\n") STORY_BODY},
    {PAGE("", "<b itemprop=author>Ann Lee</b>" STORY "<footer><b itemprop=author>Ann Lee Reporter</b></footer>"),
     FIELDS("by=Ann Lee\n") STORY_BODY},
    {PAGE("", "<p>Текст: <b itemprop=author>Текст: Ann Lee</b></p>" STORY), FIELDS("by=Ann Lee\n") STORY_BODY},
    /* a byline that comes with a link to comments; the author below the article, but not of another one */
    {"<h1>Dam opened</h1><div itemprop=articleBody>" STORY "</div><footer>Filed by <a rel=author>Ann Lee</a></footer>"
     "<article><a rel=author>Bo Ek</a></article>",
     "id=a\ntitle=Dam opened\nby=Ann Lee\n" END STORY_BODY},
    {"<h1>Dam opened</h1><div itemprop=articleBody>" STORY "</div><article><a rel=author>Bo Ek</a></article>",
     "id=a\ntitle=Dam opened\n" END STORY_BODY},
    {PAGE("", "<div class=bylineComments><p>By <a rel=author>Ann Lee</a></p></div>" STORY), FIELDS("by=Ann Lee\n") STORY_BODY},
    {"<div itemscope><h3>Dam opened</h3><div itemprop=articleBody>" STORY "</div><div class=post-footer>Posted by <span "
     "itemprop=author itemscope><b itemprop=name>Ann Lee</b></span></div></div>",
     "id=a\nby=Ann Lee\n" END STORY_BODY},
    /* authors and dates of comments and of other articles are items of their own */
    {PAGE("", "<div itemscope><h1>Dam opened</h1><span itemprop=author itemscope><b itemprop=name>Ann "
              "Lee</b></span>"
              "<div itemprop=articleBody>" STORY
              "</div><time itemprop=datePublished datetime=2008-05-18></time></div>"
              "<div itemscope><p>The next</p><b itemprop=author>Bo Ek</b><time itemprop=datePublished "
              "datetime=2001-01-01></time></div>"),
     FIELDS("by=Ann Lee\ndate=2008-05-18 meta\n") STORY_BODY},
    {PAGE("", "<p><span property='schema:datePublished' content=2008-05-18>Sunday</span></p>" STORY),
     FIELDS("date=2008-05-18 meta\n") "body=Sunday\n\n" P1 "\n\n" P2 "\n--\n"},
    /* by their words alone */
    {PAGE("", "<div><span>By <a href=/x>Ann Lee</a></span></div><div>Published: 3 May 1990</div>" STORY),
     FIELDS("by=Ann Lee\ndate=1990-05-03 byline\n") STORY_BODY},
    {PAGE("",
          "<div><a href='https://post.example/authors/ann'>Ann Lee</a></div><article>" STORY "</article>"),
     FIELDS("by=Ann Lee\n") STORY_BODY},
    {PAGE("", "<div>1990-05-03 10:11:12 <span>Source: Coast Wire</span></div><article>" STORY "</article>"),
     FIELDS("date=1990-05-03T10:11:12 byline\n") STORY_BODY},
    /* beside the text, but not in the menu, in comments or teasers */
    {PAGE("", "<nav><b class=byline>By No One</b></nav><article><aside><a rel=author>Ann Lee</a><time "
              "datetime=2008-05-18>Sunday</time></aside>" STORY "</article>"),
     FIELDS("by=Ann Lee\ndate=2008-05-18 byline\n") STORY_BODY},
    {PAGE("", "<article>" STORY "<div class=comments><b class=author>Bo Ek</b><time "
                                "datetime=2008-05-18>Sunday</time></div></article>"),
     FIELDS("") STORY_BODY},
    /* above the headline, also in what is called furniture; what holds the headline is not its byline */
    {"<div><div class=article-meta><a itemprop=author>Ann Lee</a><time itemprop=datePublished "
     "datetime=2008-05-18>Sunday</time></div><h1>Dam opened</h1></div>" STORY "<p><b itemprop=author>Bo Ek</b></p>",
     FIELDS("by=Ann Lee\ndate=2008-05-18 meta\n") "body=" P1 "\n\n" P2 "\n\nBo Ek\n--\n"},
    {"<div class=author><a href=/>Home</a><h1>Dam opened</h1><p class=author>Ann Lee</p></div>" STORY,
     FIELDS("by=Ann Lee\n") STORY_BODY},
    /* in furniture behind the text, where it is marked; beside a link to comments */
    {PAGE("", "<article>" STORY "</article><p class=social><time itemprop=datePublished "
              "datetime=2008-05-18>Sunday</time></p>"),
     FIELDS("date=2008-05-18 meta\n") STORY_BODY},
    {PAGE("", "<div class=date-and-comments><time datetime=2008-05-18>Sunday</time> | 3 comments</div>" STORY),
     FIELDS("date=2008-05-18 byline\n") STORY_BODY},
    /* in other languages */
    {PAGE("", "<p class=firma_comentarios><a rel=author>Ann Lee</a> | <a href=#c>3</a></p><p class=fecha>7 de marzo de "
              "2025</p>" STORY),
     FIELDS("by=Ann Lee\ndate=2025-03-07 byline\n") STORY_BODY},
    {PAGE("", "<p class=autor>Ann Lee</p>" STORY), FIELDS("by=Ann Lee\n") STORY_BODY},
    /* who is quoted did not write it */
    {PAGE("", "<div class=pull-quote><p class=author>Bo Ek</p></div><p class=author>Ann Lee</p>" STORY),
     FIELDS("by=Ann Lee\n") STORY_BODY},
    /* what is no name */
    {PAGE("", "<p class=byline>Photo: Ann Lee</p><p class=author>@annlee</p>" STORY), FIELDS("") STORY_BODY},
    {PAGE("", "<p class=author>Photographs by <b>Bo Ek</b></p>" STORY), FIELDS("") STORY_BODY},
};

#define MENU "<ul><li><a href=/1>News</a><li><a href=/2>Sport</a><li><a href=/3>Weather</a></ul>"
#define LONG_COMMENT                                                                                         \
    "<p>I have read this whole article twice over and disagree with each and every word of it, sir.</p>"

#define LONG_STORY "<p>" P1 P2 P1 P2 "</p><p>" P2 P1 P2 P1 "</p>"
#define LONG_BODY "body=" P1 P2 P1 P2 "\n\n" P2 P1 P2 P1 "\n--\n"
#define GRID(text) "<div class=sidebar-grid><div class=article-content><p>" text "</p></div></div>"
#define TEASER "<p>All that you should know of it in the words of one who was there.</p>"

static const catch_row furniture_rows[] = {
    {PAGE("", "<nav>" MENU "</nav><article><h1>Dam opened</h1>" STORY
              "<aside>Aside</aside></article><footer>© Post</footer>"),
     FIELDS("") STORY_BODY},
    {PAGE("", MENU STORY "<h2>Related stories</h2>" MENU
                         "<p>Share</p><p>© The Post 2025. All rights reserved.</p>"),
     FIELDS("") STORY_BODY},
    {PAGE("", "<div class='cookie-notice'><p>" P1 "</p></div><div id=content>" STORY P1 P2 "</div>"),
     FIELDS("") "body=" P1 "\n\n" P2 "\n\n" P1 P2 "\n--\n"},
    {PAGE("", STORY "<div id=comments>" LONG_COMMENT LONG_COMMENT "</div><div class=newsletter>" LONG_COMMENT
                    "</div>"),
     FIELDS("") STORY_BODY},
    {PAGE(
         "", STORY
         "<form><p>Sign up</p><input><button>Go</button></form><iframe>frame</iframe><noscript>off</noscript>"
         "<script>var x='<p>no</p>'</script><style>p{}</style><svg><title>t</title><text>drawn</text></svg>"
         "<select><option>One</select><template><p>no</p></template>"),
     FIELDS("") STORY_BODY},
    {PAGE("", STORY "<p hidden>no</p><p style='display:none'>no</p><p aria-hidden=true>no</p><div "
                    "role=navigation>no</div>"),
     FIELDS("") STORY_BODY},
    {PAGE("", "<p>" P1 "</p><p><a href=/x>Read more: another story altogether</a></p><p>" P2 "</p>"),
     FIELDS("") STORY_BODY},
    /* names that only sound like furniture */
    {PAGE("", "<div class='has-sidebar with-ads'>" STORY "</div>"), FIELDS("") STORY_BODY},
    {PAGE("", "<form id=aspnet>" STORY "</form>"), FIELDS("") STORY_BODY},
    {PAGE("", "<div class=sidebar-layout>" STORY "</div>"), FIELDS("") STORY_BODY},
    {PAGE("", "<p>" P1 "</p><div id=sharing-with-a-single-friend><p>" P2 "</p></div>"),
     FIELDS("") STORY_BODY},
    {PAGE("", GRID(P1) GRID(P2) GRID(P2) GRID(P1)),
     FIELDS("") "body=" P1 "\n\n" P2 "\n\n" P2 "\n\n" P1 "\n--\n"},
    /* names in words, joined or in pairs */
    {PAGE("", STORY "<div class=most-read-wrapper><p>" P1 "</p></div><p class=PostMeta>Filed under dams</p>"),
     FIELDS("") STORY_BODY},
    {PAGE("", STORY "<div class='social-media embed'><blockquote>Said.</blockquote></div>"),
     FIELDS("") "body=" P1 "\n\n" P2 "\n\nSaid.\n--\n"},
    /* what asks leave to show them is nobody's */
    {PAGE("", STORY "<div class='embed-wrapper js-embed-consent'><p>Here stands something of others, which is shown to "
                    "you at a click.</p></div>"),
     FIELDS("") STORY_BODY},
    /* teasers: headings that all lead elsewhere; a list of products has text enough to stay */
    {PAGE("", "<article><h1>Dam opened</h1>" STORY P1 P2 "<div><div><h3><a href=/1>One thing</a></h3>" TEASER
              "</div><div><h3><a href=/2>Another</a></h3>" TEASER "</div></div></article>"),
     FIELDS("") "body=" P1 "\n\n" P2 "\n\n" P1 P2 "\n--\n"},
    {PAGE("", "<article><h2><a href=/1>First lamp</a></h2><p>" P1
              "</p><h2><a href=/2>Second lamp</a></h2><p>" P2 "</p></article>"),
     FIELDS("") "body=First lamp\n\n" P1 "\n\nSecond lamp\n\n" P2 "\n--\n"},
    /* a box about the author */
    {PAGE("", "<article><h1>Dam opened</h1>" STORY "<div class=author-box>" TEASER "</div></article>"),
     FIELDS("") STORY_BODY},
    /* pointers to elsewhere in words of many languages, copyright, credits */
    {PAGE("", "<p>" P1 "</p><p>Lesen Sie auch: Ein anderer Damm</p><p>À lire aussi : <a "
                       "href=/x>autre</a></p><p>関連記事</p>"
              "<p>Photo by Ann Lee</p><p>Bo Ek/Getty Images</p><p>Copyright 2025 The Post</p><p>" P2 "</p>"),
     FIELDS("") STORY_BODY},
    {PAGE("", "<p>" P1 "</p><p>Read more than one paper, said the clerk.</p>"),
     FIELDS("") "body=" P1 "\n\nRead more than one paper, said the clerk.\n--\n"},
    /* the last lines, when links make up much of them; one of them in the midst of text stays */
    {PAGE("", STORY P1 "<p>Have a tip? Write to <a href=/x>ann@post.example</a>.</p><p>Follow us on <a "
                       "href=/f>Facebook</a></p>"),
     FIELDS("") "body=" P1 "\n\n" P2 "\n\n" P1 "\n--\n"},
    {PAGE("", STORY "<p>Write to <a href=/x>ann@post.example</a> before Monday.</p><p>" P1 "</p>"),
     FIELDS("") "body=" P1 "\n\n" P2 "\n\nWrite to ann@post.example before Monday.\n\n" P1 "\n--\n"},
    /* readers' comments without a mark, under their heading */
    {PAGE("", STORY P1 "<h3>Kommentare (2)</h3>" LONG_COMMENT LONG_COMMENT),
     FIELDS("") "body=" P1 "\n\n" P2 "\n\n" P1 "\n--\n"},
    /* labels above the headline */
    {"<article><ul><li>Home > Coast</ul><div>Exclusive</div><h1>Dam opened</h1>" STORY "</article>",
     "id=a\ntitle=Dam opened\n" END STORY_BODY},
    /* pages that scroll on and on: the first article */
    {"<div><h1>Dam opened</h1><div class=entry-content>" LONG_STORY
     "</div><h1>Bells</h1><div class=entry-content>" LONG_STORY STORY "</div></div>",
     "id=a\ntitle=Dam opened\n" END LONG_BODY},
    {"<div><article><h1>Dam opened</h1>" LONG_STORY "</article><article><h1>Bells</h1>" LONG_STORY STORY
     "</article></div>",
     "id=a\ntitle=Dam opened\n" END LONG_BODY},
    /* parts of a body */
    {PAGE("", "<article><div itemprop=articleBody><p>" P1
              "</p></div><aside>ad</aside><div itemprop=articleBody><p>" P2 "</p></div></article>"),
     FIELDS("") STORY_BODY},
    /* the story around the headline, not the stream below it */
    {PAGE("", "<main><section><h2>Dam opened</h2>" STORY "</section></main>"), FIELDS("") STORY_BODY},
};

static const catch_row text_rows[] = {
    {PAGE("",
          "<p>" P1
          "</p><h2>What  now?</h2><ul><li>One<li><p>Two</p><p>and more</p></ul><blockquote>Said.</blockquote>"
          "<figure><img alt=no><figcaption>Caption.</figcaption></figure><p>" P2 "</p>"),
     FIELDS("") "body=" P1 "\n\nWhat now?\n\n- One\n- Two\n\nand more\n\nSaid.\n\nCaption.\n\n" P2 "\n--\n"},
    {PAGE("", "<p>" P1
              "</p><table><caption>Close</caption><tr><th>Grade<th>Dec<th>Jan<tr><td>Best<td><p>11</p><td>"
              "<tr><td><td>3<td>4</table><p>" P2 "</p>"),
     FIELDS("") "body=" P1 "\n\nClose\nGrade\tDec\tJan\nBest\t11\n\t3\t4\n\n" P2 "\n--\n"},
    /* a table that lays out the page */
    {PAGE("", "<table><tr><td>" MENU "</td><td><p>" P1 "</p><p>" P2 "</p></td></tr></table>"),
     FIELDS("") STORY_BODY},
    {PAGE("", P1 "<br><br>" P2), FIELDS("") STORY_BODY},
    {PAGE("", "<p>" P1 "</p><p>One<br>Two</p><pre>\n  a\n   b\n</pre>"),
     FIELDS("") "body=" P1 "\n\nOne\nTwo\n\n  a\n   b\n--\n"},
    {PAGE("", "<div>" P1 "<div>un<b>break</b><i>able</i></div>" P2 "</div>"),
     FIELDS("") "body=" P1 "\n\nunbreakable\n\n" P2 "\n--\n"},
    /* headings without a text are none; empty elements change nothing */
    {PAGE("", "<p></p><li></li><pre></pre><h3></h3><p>" P1 "</p><h2>Lost</h2><h2>Found</h2><p>" P2
              "</p><h2>Last</h2>"),
     FIELDS("") "body=" P1 "\n\nFound\n\n" P2 "\n--\n"},
    /* but long ones say something: those of a list of pictures, and one before the text */
    {PAGE("", "<p>" P1 "</p><h2>One. The gates were painted in the colours of the port.</h2><img><h2>Two. "
                       "The bells hang lower "
              "than they did.</h2><img><h2>Short</h2><h2>Three</h2><p>" P2 "</p>"),
     FIELDS("") "body=" P1 "\n\nOne. The gates were painted in the colours of the port.\n\nTwo. The bells "
                           "hang lower than they "
                "did.\n\nThree\n\n" P2 "\n--\n"},
    {PAGE("", "<article><h2>The gates were painted in the colours of the port.</h2>" MENU "<div>" STORY
              "</div></article>"),
     FIELDS("") "body=The gates were painted in the colours of the port.\n\n" P1 "\n\n" P2 "\n--\n"},
    {"<p>Short.</p>", "id=a\n" END "body=Short.\n--\n"},
    {"Only words", "id=a\n" END "body=Only words\n--\n"},
    {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" "
     "\"x\">\n"
     "<html xmlns=\"http://www.w3.org/1999/xhtml\" "
     "xml:lang=\"de\"><head><title>Damm</title></head><body>" STORY "<hr/></body></html>",
     "id=a\ntitle=Damm\nlanguage=de\n" END STORY_BODY},
    /* only links: better than nothing */
    {"<ul><li><a href=1>One</a><li><a href=2>Two</a></ul>", "id=a\n" END "body=One Two\n--\n"},
    {"<html><body></body></html>", "no article text"},
};

static void head(void **state)
{
    (void)state;
    catch_rows(head_rows, MG_COUNT(head_rows), &mg_format_html);
}

static void marks(void **state)
{
    (void)state;
    catch_rows(mark_rows, MG_COUNT(mark_rows), &mg_format_html);
}

static void furniture(void **state)
{
    (void)state;
    catch_rows(furniture_rows, MG_COUNT(furniture_rows), &mg_format_html);
}

static void text(void **state)
{
    (void)state;
    catch_rows(text_rows, MG_COUNT(text_rows), &mg_format_html);
}

static void charsets(void **state)
{
    static const struct {
        const char *in, *label;
    } rows[] = {
        {"<meta charset=windows-1251>", "windows-1251"},
        {"<html><HEAD><META CHARSET='Shift_JIS' />", "Shift_JIS"},
        {"<meta http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-2\">", "iso-8859-2"},
        {"<meta content='text/html;charset = \"gbk\"' http-equiv=Content-Type>", "gbk"},
        {"<?xml version=\"1.0\" encoding='koi8-r'?><html>", "koi8-r"},
        {"<?xml version=\"1.0\"?><meta charset=utf-8>", "utf-8"},
        {"<meta name=x content='charset=no'><meta charset=big5>", "big5"},
        {"<!-- <meta charset=no> --><meta charset=big5>", "big5"},
        {"<p>charset=no</p>", ""},
        {"", ""},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_span label = mg_format_html.declared_charset(mg_span_str(rows[i].in));
        if (!mg_span_eq(label, mg_span_str(rows[i].label)))
            fail_msg("%s: %.*s", rows[i].in, (int)label.n, label.p);
    }
    catch_row legacy = {"<meta charset=iso-8859-1><title>\xc9t\xe9</title><p>\x93oui\x94</p>",
                        "id=a\ntitle=Été\n" END "body=“oui”\n--\n"};
    catch_rows(&legacy, 1, &mg_format_html);
}

static void sniffing(void **state)
{
    static const char *const pages[] = {"<!DOCTYPE html>",
                                        "\n <!doctype HTML PUBLIC",
                                        "<html>",
                                        "<!-- x --><HTML lang=en>",
                                        "<?xml version='1.0'?><html>",
                                        "<head>",
                                        "<div><p>a</p>",
                                        "<p>a <b>b</b></p><p>"};
    static const char *const others[] = {"",      "text",         "a <html> tag",
                                         "<p>",   "<DOC><DOCNO>", "<REUTERS>",
                                         "1 < 2", "<rss><item>",  "# Title <p> <p> <p>"};
    (void)state;
    for (size_t i = 0; i < MG_COUNT(pages); i++)
        if (!mg_format_html.sniff(mg_span_str(pages[i]))) fail_msg("is a page: %s", pages[i]);
    for (size_t i = 0; i < MG_COUNT(others); i++)
        if (mg_format_html.sniff(mg_span_str(others[i]))) fail_msg("is no page: %s", others[i]);
}

/* A page whose end cannot be had is still told, with a note. */
static void cut(void **state)
{
    mg_buf page = MG_BUF_INIT;
    catcher c;
    (void)state;
    mg_buf_adds(&page, "<title>Dam opened</title>" STORY);
    for (int i = 0; i < 100000; i++) mg_buf_adds(&page, "<div>");
    for (int i = 0; i < 100000; i++) mg_buf_adds(&page, "</b>");
    assert_int_equal(catch (&c, mg_buf_span(&page), "a", &mg_format_html, NULL), MG_OK);
    assert_int_equal(c.problems, 1);
    assert_non_null(strstr(c.log.p, P2));
    catcher_end(&c);
    mg_buf_dispose(&page);
}

/* Many of each thing that is searched for or nested. */
static void large(void **state)
{
    static const char *const pieces[] = {
        "<ul><li>",
        "<table><tr><td>",
        "<time>x",
        "<h1>x",
        "<div class=comments>",
        "<p>x",
        "<a href=x>y",
        "<span class=byline itemprop=author>x</span>",
        "<meta name=author content=x>",
        "<pre>",
        "<article>",
        "<div itemprop=articleBody>x",
        "<br>",
        "<script type='application/ld+json'>{\"@type\":\"Article\"}</script>"};
    (void)state;
    for (size_t i = 0; i < MG_COUNT(pieces); i++) {
        mg_buf page = MG_BUF_INIT;
        catcher c;
        for (int n = 0; n < 30000; n++) mg_buf_adds(&page, pieces[i]);
        mg_buf_adds(&page, "<p>" P1);
        assert_int_equal(catch (&c, mg_buf_span(&page), "a", &mg_format_html, NULL), MG_OK);
        assert_int_equal(c.articles, 1);
        catcher_end(&c);
        mg_buf_dispose(&page);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(head), cmocka_unit_test(marks),    cmocka_unit_test(furniture),
        cmocka_unit_test(text), cmocka_unit_test(charsets), cmocka_unit_test(sniffing),
        cmocka_unit_test(cut),  cmocka_unit_test(large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
