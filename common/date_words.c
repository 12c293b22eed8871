/* date_words.c - see date_words.h. Names that mean different months in different languages ("listopad":
 * November in Poland, October in Croatia) are left out. */
#include "common/date_words.h"

#include "common/utf8.h"

#include <pthread.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

typedef struct {
    const char *name; /* folded */
    unsigned char kind;
    short value;
} entry;

#define M(name, month)                                                                                       \
    {                                                                                                        \
        name, MG_WORD_MONTH, month                                                                           \
    }
#define W(name)                                                                                              \
    {                                                                                                        \
        name, MG_WORD_WEEKDAY, 0                                                                             \
    }
#define F(name)                                                                                              \
    {                                                                                                        \
        name, MG_WORD_FILLER, 0                                                                              \
    }
#define Z(name, minutes)                                                                                     \
    {                                                                                                        \
        name, MG_WORD_ZONE, minutes                                                                          \
    }

/* clang-format off */
static const entry words[] = {
    /* Months. A name that a language above already has is not repeated. */
    /* English */
    M("january", 1), M("jan", 1), M("february", 2), M("feb", 2), M("march", 3), M("mar", 3), M("april", 4),
    M("apr", 4), M("may", 5), M("june", 6), M("jun", 6), M("july", 7), M("jul", 7), M("august", 8),
    M("aug", 8), M("september", 9), M("sep", 9), M("sept", 9), M("october", 10), M("oct", 10),
    M("november", 11), M("nov", 11), M("december", 12), M("dec", 12),
    /* French */
    M("janvier", 1), M("janv", 1), M("fevrier", 2), M("fevr", 2), M("fev", 2), M("mars", 3), M("avril", 4),
    M("avr", 4), M("mai", 5), M("juin", 6), M("juillet", 7), M("juil", 7), M("aout", 8), M("septembre", 9),
    M("octobre", 10), M("novembre", 11), M("decembre", 12),
    /* Spanish */
    M("enero", 1), M("ene", 1), M("febrero", 2), M("marzo", 3), M("abril", 4), M("abr", 4), M("mayo", 5),
    M("junio", 6), M("julio", 7), M("agosto", 8), M("ago", 8), M("septiembre", 9), M("setiembre", 9),
    M("set", 9), M("octubre", 10), M("noviembre", 11), M("diciembre", 12), M("dic", 12),
    /* German */
    M("januar", 1), M("janner", 1), M("februar", 2), M("feber", 2), M("marz", 3), M("mrz", 3),
    M("juli", 7), M("oktober", 10), M("okt", 10), M("dezember", 12), M("dez", 12),
    /* Italian */
    M("gennaio", 1), M("gen", 1), M("febbraio", 2), M("aprile", 4), M("maggio", 5), M("mag", 5),
    M("giugno", 6), M("giu", 6), M("luglio", 7), M("lug", 7), M("settembre", 9), M("ottobre", 10),
    M("ott", 10), M("dicembre", 12),
    /* Portuguese */
    M("janeiro", 1), M("fevereiro", 2), M("marco", 3), M("maio", 5), M("junho", 6), M("julho", 7),
    M("setembro", 9), M("outubro", 10), M("out", 10), M("novembro", 11), M("dezembro", 12),
    /* Dutch */
    M("januari", 1), M("februari", 2), M("maart", 3), M("mrt", 3), M("mei", 5), M("juni", 6),
    M("augustus", 8),
    /* Danish, Norwegian, Swedish */
    M("maj", 5), M("augusti", 8), M("desember", 12), M("des", 12),
    /* Finnish */
    M("tammikuu", 1), M("tammikuuta", 1), M("tammikuussa", 1), M("helmikuu", 2), M("helmikuuta", 2),
    M("helmikuussa", 2), M("maaliskuu", 3), M("maaliskuuta", 3), M("maaliskuussa", 3), M("huhtikuu", 4),
    M("huhtikuuta", 4), M("huhtikuussa", 4), M("toukokuu", 5), M("toukokuuta", 5), M("toukokuussa", 5),
    M("kesakuu", 6), M("kesakuuta", 6), M("kesakuussa", 6), M("heinakuu", 7), M("heinakuuta", 7),
    M("heinakuussa", 7), M("elokuu", 8), M("elokuuta", 8), M("elokuussa", 8), M("syyskuu", 9),
    M("syyskuuta", 9), M("syyskuussa", 9), M("lokakuu", 10), M("lokakuuta", 10), M("lokakuussa", 10),
    M("marraskuu", 11), M("marraskuuta", 11), M("marraskuussa", 11), M("joulukuu", 12),
    M("joulukuuta", 12), M("joulukuussa", 12),
    /* Catalan */
    M("gener", 1), M("febrer", 2), M("marc", 3), M("maig", 5), M("juny", 6), M("juliol", 7), M("agost", 8),
    M("setembre", 9), M("desembre", 12),
    /* Basque */
    M("urtarrila", 1), M("urtarrilak", 1), M("urtarrilaren", 1), M("otsaila", 2), M("otsailak", 2),
    M("otsailaren", 2), M("martxoa", 3), M("martxoak", 3), M("martxoaren", 3), M("apirila", 4),
    M("apirilak", 4), M("apirilaren", 4), M("maiatza", 5), M("maiatzak", 5), M("maiatzaren", 5),
    M("ekaina", 6), M("ekainak", 6), M("ekainaren", 6), M("uztaila", 7), M("uztailak", 7),
    M("uztailaren", 7), M("abuztua", 8), M("abuztuak", 8), M("abuztuaren", 8), M("iraila", 9),
    M("irailak", 9), M("irailaren", 9), M("urria", 10), M("urriak", 10), M("urriaren", 10),
    M("azaroa", 11), M("azaroak", 11), M("azaroaren", 11), M("abendua", 12), M("abenduak", 12),
    M("abenduaren", 12),
    /* Romanian */
    M("ianuarie", 1), M("ian", 1), M("februarie", 2), M("martie", 3), M("aprilie", 4), M("iunie", 6),
    M("iun", 6), M("iulie", 7), M("iul", 7), M("septembrie", 9), M("octombrie", 10), M("noiembrie", 11),
    M("noi", 11), M("decembrie", 12),
    /* Hungarian */
    M("marcius", 3), M("aprilis", 4), M("majus", 5), M("junius", 6), M("julius", 7), M("augusztus", 8),
    M("szeptember", 9), M("szept", 9),
    /* Turkish */
    M("ocak", 1), M("subat", 2), M("mart", 3), M("nisan", 4), M("mayıs", 5), M("haziran", 6),
    M("temmuz", 7), M("agustos", 8), M("eylul", 9), M("ekim", 10), M("kasım", 11), M("aralık", 12),
    /* Indonesian, Malay */
    M("agustus", 8), M("ogos", 8), M("nopember", 11), M("disember", 12),
    /* Irish */
    M("eanair", 1), M("feabhra", 2), M("marta", 3), M("mharta", 3), M("aibrean", 4), M("aibreain", 4),
    M("bealtaine", 5), M("bhealtaine", 5), M("meitheamh", 6), M("meithimh", 6), M("mheithimh", 6),
    M("iuil", 7), M("lunasa", 8), M("mean fomhair", 9), M("mhean fomhair", 9), M("deireadh fomhair", 10),
    M("dheireadh fomhair", 10), M("samhain", 11), M("shamhain", 11), M("samhna", 11), M("shamhna", 11),
    M("nollaig", 12), M("nollag", 12),
    /* Lithuanian */
    M("sausis", 1), M("sausio", 1), M("vasaris", 2), M("vasario", 2), M("kovas", 3), M("kovo", 3),
    M("balandis", 4), M("balandzio", 4), M("geguze", 5), M("geguzes", 5), M("birzelis", 6),
    M("birzelio", 6), M("liepa", 7), M("liepos", 7), M("rugpjutis", 8), M("rugpjucio", 8),
    M("rugsejis", 9), M("rugsejo", 9), M("spalis", 10), M("spalio", 10), M("lapkritis", 11),
    M("lapkricio", 11), M("gruodis", 12), M("gruodzio", 12),
    /* Polish */
    M("styczen", 1), M("stycznia", 1), M("luty", 2), M("lutego", 2), M("marzec", 3), M("marca", 3),
    M("kwiecien", 4), M("kwietnia", 4), M("maja", 5), M("czerwiec", 6), M("czerwca", 6), M("lipiec", 7),
    M("lipca", 7), M("sierpien", 8), M("sierpnia", 8), M("wrzesien", 9), M("wrzesnia", 9),
    M("pazdziernik", 10), M("pazdziernika", 10), M("grudzien", 12), M("grudnia", 12),
    /* Czech */
    M("leden", 1), M("ledna", 1), M("unor", 2), M("unora", 2), M("brezen", 3), M("brezna", 3),
    M("duben", 4), M("dubna", 4), M("kveten", 5), M("kvetna", 5), M("cerven", 6), M("cervna", 6),
    M("cervenec", 7), M("cervence", 7), M("srpen", 8), M("srpna", 8), M("zari", 9), M("rijen", 10),
    M("rijna", 10), M("listopadu", 11), M("prosinec", 12), M("prosince", 12),
    /* Serbian and Croatian */
    M("sijecanj", 1), M("sijecnja", 1), M("veljaca", 2), M("veljace", 2), M("ozujak", 3), M("ozujka", 3),
    M("travanj", 4), M("travnja", 4), M("svibanj", 5), M("svibnja", 5), M("lipanj", 6), M("lipnja", 6),
    M("srpanj", 7), M("srpnja", 7), M("avgust", 8), M("kolovoz", 8), M("kolovoza", 8), M("septembar", 9),
    M("rujan", 9), M("rujna", 9), M("oktobar", 10), M("novembar", 11), M("studeni", 11),
    M("studenoga", 11), M("studenog", 11), M("decembar", 12), M("prosinac", 12), M("prosinca", 12),
    /* Greek */
    M("ιανουαρίου", 1), M("ιανουάριος", 1), M("ιαν", 1), M("φεβρουαρίου", 2), M("φεβρουάριος", 2),
    M("φεβ", 2), M("μαρτίου", 3), M("μάρτιος", 3), M("μαρ", 3), M("απριλίου", 4), M("απρίλιος", 4),
    M("απρ", 4), M("μαΐου", 5), M("μάιος", 5), M("μαΐ", 5), M("ιουνίου", 6), M("ιούνιος", 6), M("ιουν", 6),
    M("ιουλίου", 7), M("ιούλιος", 7), M("ιουλ", 7), M("αυγούστου", 8), M("αύγουστος", 8), M("αυγ", 8),
    M("σεπτεμβρίου", 9), M("σεπτέμβριος", 9), M("σεπ", 9), M("οκτωβρίου", 10), M("οκτώβριος", 10),
    M("οκτ", 10), M("νοεμβρίου", 11), M("νοέμβριος", 11), M("νοε", 11), M("δεκεμβρίου", 12),
    M("δεκέμβριος", 12), M("δεκ", 12),
    /* Russian */
    M("января", 1), M("январь", 1), M("янв", 1), M("февраля", 2), M("февраль", 2), M("февр", 2),
    M("фев", 2), M("марта", 3), M("март", 3), M("мар", 3), M("апреля", 4), M("апрель", 4), M("апр", 4),
    M("мая", 5), M("май", 5), M("июня", 6), M("июнь", 6), M("июн", 6), M("июля", 7), M("июль", 7),
    M("июл", 7), M("августа", 8), M("август", 8), M("авг", 8), M("сентября", 9), M("сентябрь", 9),
    M("сент", 9), M("сен", 9), M("октября", 10), M("октябрь", 10), M("окт", 10), M("ноября", 11),
    M("ноябрь", 11), M("нояб", 11), M("ноя", 11), M("декабря", 12), M("декабрь", 12), M("дек", 12),
    /* Ukrainian */
    M("січня", 1), M("січень", 1), M("лютого", 2), M("лютий", 2), M("березня", 3), M("березень", 3),
    M("квітня", 4), M("квітень", 4), M("травня", 5), M("травень", 5), M("червня", 6), M("червень", 6),
    M("липня", 7), M("липень", 7), M("серпня", 8), M("серпень", 8), M("вересня", 9), M("вересень", 9),
    M("жовтня", 10), M("жовтень", 10), M("листопада", 11), M("грудня", 12), M("грудень", 12),
    /* Serbian in Cyrillic, Bulgarian */
    M("јануар", 1), M("януари", 1), M("фебруар", 2), M("февруари", 2), M("април", 4), M("мај", 5),
    M("јун", 6), M("юни", 6), M("јул", 7), M("юли", 7), M("септембар", 9), M("септември", 9),
    M("октобар", 10), M("октомври", 10), M("новембар", 11), M("ноември", 11), M("децембар", 12),
    M("декември", 12),
    /* Armenian */
    M("հունվարի", 1), M("հունվար", 1), M("փետրվարի", 2), M("փետրվար", 2), M("մարտի", 3), M("մարտ", 3),
    M("ապրիլի", 4), M("ապրիլ", 4), M("մայիսի", 5), M("մայիս", 5), M("հունիսի", 6), M("հունիս", 6),
    M("հուլիսի", 7), M("հուլիս", 7), M("օգոստոսի", 8), M("օգոստոս", 8), M("սեպտեմբերի", 9),
    M("սեպտեմբեր", 9), M("հոկտեմբերի", 10), M("հոկտեմբեր", 10), M("նոյեմբերի", 11), M("նոյեմբեր", 11),
    M("դեկտեմբերի", 12), M("դեկտեմբեր", 12),
    /* Arabic of Egypt and the Gulf, of the Levant, of the Maghreb */
    M("يناير", 1), M("كانون الثاني", 1), M("جانفي", 1), M("فبراير", 2), M("شباط", 2), M("فيفري", 2),
    M("مارس", 3), M("اذار", 3), M("ابريل", 4), M("نيسان", 4), M("افريل", 4), M("مايو", 5), M("ايار", 5),
    M("ماي", 5), M("يونيو", 6), M("يونيه", 6), M("حزيران", 6), M("جوان", 6), M("يوليو", 7), M("يوليه", 7),
    M("تموز", 7), M("جويلية", 7), M("اغسطس", 8), M("اب", 8), M("اوت", 8), M("غشت", 8), M("سبتمبر", 9),
    M("ايلول", 9), M("شتنبر", 9), M("اكتوبر", 10), M("تشرين الاول", 10), M("نوفمبر", 11),
    M("تشرين الثاني", 11), M("نونبر", 11), M("ديسمبر", 12), M("كانون الاول", 12), M("دجنبر", 12),
    /* Persian names of the Gregorian months */
    M("ژانویه", 1), M("فوریه", 2), M("اوریل", 4), M("مه", 5), M("ژوين", 6), M("ژويیه", 7), M("ژوییه", 7),
    M("جولای", 7), M("اگوست", 8), M("سپتامبر", 9), M("اکتبر", 10), M("نوامبر", 11), M("دسامبر", 12),
    /* Hindi and Nepali */
    M("जनवरी", 1), M("फ़रवरी", 2), M("फरवरी", 2), M("मार्च", 3), M("अप्रैल", 4), M("मई", 5), M("जून", 6),
    M("जुलाई", 7), M("अगस्त", 8), M("सितंबर", 9), M("सितम्बर", 9), M("अक्टूबर", 10), M("अक्तूबर", 10),
    M("नवंबर", 11), M("नवम्बर", 11), M("दिसंबर", 12), M("दिसम्बर", 12),
    /* Tamil */
    M("ஜனவரி", 1), M("பிப்ரவரி", 2), M("மார்ச்", 3), M("ஏப்ரல்", 4), M("மே", 5), M("ஜூன்", 6), M("ஜூலை", 7),
    M("ஆகஸ்ட்", 8), M("செப்டம்பர்", 9), M("அக்டோபர்", 10), M("நவம்பர்", 11), M("டிசம்பர்", 12),
    /* Yiddish */
    M("יאַנואַר", 1), M("פֿעברואַר", 2), M("מערץ", 3), M("אַפּריל", 4), M("מײַ", 5), M("יוני", 6), M("יולי", 7),
    M("אויגוסט", 8), M("סעפּטעמבער", 9), M("אָקטאָבער", 10), M("נאָוועמבער", 11), M("דעצעמבער", 12),
    /* Estonian */
    M("jaanuar", 1), M("jaanuaril", 1), M("veebruar", 2), M("veebruaril", 2), M("marts", 3),
    M("martsil", 3), M("aprill", 4), M("aprillil", 4), M("mail", 5), M("juuni", 6), M("juunil", 6),
    M("juuli", 7), M("juulil", 7), M("augustil", 8), M("septembril", 9), M("oktoober", 10),
    M("oktoobril", 10), M("novembril", 11), M("detsember", 12), M("detsembril", 12), M("dets", 12),
    /* Latvian */
    M("janvaris", 1), M("janvara", 1), M("janvari", 1), M("februaris", 2), M("februara", 2),
    M("aprila", 4), M("aprili", 4), M("maijs", 5), M("maija", 5), M("junijs", 6), M("junija", 6),
    M("julijs", 7), M("julija", 7), M("augusts", 8), M("augusta", 8), M("septembris", 9),
    M("septembra", 9), M("septembri", 9), M("oktobris", 10), M("oktobra", 10), M("oktobri", 10),
    M("novembris", 11), M("novembra", 11), M("novembri", 11), M("decembris", 12), M("decembra", 12),
    M("decembri", 12),
    /* Slovak, Slovene */
    M("januara", 1), M("januarja", 1), M("februarja", 2), M("marec", 3), M("juna", 6), M("junij", 6),
    M("jula", 7), M("julij", 7), M("avgusta", 8),
    /* Icelandic */
    M("agust", 8),
    /* Esperanto */
    M("januaro", 1), M("februaro", 2), M("marto", 3), M("aprilo", 4), M("majo", 5), M("augusto", 8),
    M("septembro", 9), M("oktobro", 10), M("decembro", 12),
    /* Albanian */
    M("janar", 1), M("shkurt", 2), M("prill", 4), M("qershor", 6), M("korrik", 7), M("gusht", 8),
    M("shtator", 9), M("tetor", 10), M("nentor", 11), M("dhjetor", 12),
    /* Azerbaijani, Uzbek */
    M("yanvar", 1), M("fevral", 2), M("aprel", 4), M("iyun", 6), M("iyul", 7), M("avqust", 8),
    M("sentyabr", 9), M("oktyabr", 10), M("noyabr", 11), M("dekabr", 12),
    /* Swahili */
    M("machi", 3), M("julai", 7), M("agosti", 8), M("septemba", 9), M("oktoba", 10), M("novemba", 11),
    M("desemba", 12),
    /* Filipino, Afrikaans */
    M("pebrero", 2), M("marso", 3), M("hunyo", 6), M("junie", 6), M("hulyo", 7), M("julie", 7),
    M("setyembre", 9), M("oktubre", 10), M("nobyembre", 11), M("disyembre", 12),
    /* Macedonian, Bulgarian */
    M("јануари", 1),
    /* Nepali, Marathi */
    M("जानेवारी", 1), M("फेब्रुअरी", 2), M("फेब्रुवारी", 2), M("अप्रिल", 4), M("एप्रिल", 4), M("मे", 5),
    M("जुन", 6), M("जुलै", 7), M("अगस्ट", 8), M("ऑगस्ट", 8), M("सेप्टेम्बर", 9), M("सप्टेंबर", 9),
    M("अक्टोबर", 10), M("ऑक्टोबर", 10), M("नोभेम्बर", 11), M("नोव्हेंबर", 11), M("डिसेम्बर", 12),
    M("डिसेंबर", 12),
    /* Bengali */
    M("জানুয়ারি", 1), M("জানুয়ারী", 1), M("ফেব্রুয়ারি", 2), M("ফেব্রুয়ারী", 2), M("মার্চ", 3),
    M("এপ্রিল", 4), M("মে", 5), M("জুন", 6), M("জুলাই", 7), M("আগস্ট", 8), M("সেপ্টেম্বর", 9),
    M("অক্টোবর", 10), M("নভেম্বর", 11), M("ডিসেম্বর", 12),
    /* Urdu */
    M("جنوری", 1), M("فروری", 2), M("مارچ", 3), M("اپریل", 4), M("ميی", 5), M("جون", 6), M("جولايی", 7),
    M("اگست", 8), M("ستمبر", 9), M("اکتوبر", 10), M("نومبر", 11), M("دسمبر", 12),
    /* Hebrew */
    M("ינואר", 1), M("בינואר", 1), M("פברואר", 2), M("בפברואר", 2), M("מרץ", 3), M("במרץ", 3),
    M("אפריל", 4), M("באפריל", 4), M("מאי", 5), M("במאי", 5), M("ביוני", 6), M("ביולי", 7), M("אוגוסט", 8),
    M("באוגוסט", 8), M("ספטמבר", 9), M("בספטמבר", 9), M("אוקטובר", 10), M("באוקטובר", 10), M("נובמבר", 11),
    M("בנובמבר", 11), M("דצמבר", 12), M("בדצמבר", 12),
    /* Georgian */
    M("იანვარი", 1), M("თებერვალი", 2), M("მარტი", 3), M("აპრილი", 4), M("მაისი", 5), M("ივნისი", 6),
    M("ივლისი", 7), M("აგვისტო", 8), M("სექტემბერი", 9), M("ოქტომბერი", 10), M("ნოემბერი", 11),
    M("დეკემბერი", 12),
    /* Belarusian */
    M("студзеня", 1), M("лютага", 2), M("сакавіка", 3), M("красавіка", 4), M("траўня", 5), M("чэрвеня", 6),
    M("ліпеня", 7), M("жніўня", 8), M("верасня", 9), M("кастрычніка", 10), M("снежня", 12),
    /* Burmese */
    M("ဇန်နဝါရီလ", 1), M("ဇန်နဝါရီ", 1), M("ဖေဖော်ဝါရီလ", 2), M("ဖေဖော်ဝါရီ", 2), M("မတ်လ", 3),
    M("မတ်", 3), M("ဧပြီလ", 4), M("ဧပြီ", 4), M("မေလ", 5), M("မေ", 5), M("ဇွန်လ", 6), M("ဇွန်", 6),
    M("ဇူလိုင်လ", 7), M("ဇူလိုင်", 7), M("ဩဂုတ်လ", 8), M("ဩဂုတ်", 8), M("သြဂုတ်လ", 8), M("သြဂုတ်", 8),
    M("စက်တင်ဘာလ", 9), M("စက်တင်ဘာ", 9), M("အောက်တိုဘာလ", 10), M("အောက်တိုဘာ", 10), M("နိုဝင်ဘာလ", 11),
    M("နိုဝင်ဘာ", 11), M("ဒီဇင်ဘာလ", 12), M("ဒီဇင်ဘာ", 12),
    /* Khmer */
    M("មករា", 1), M("កុម្ភៈ", 2), M("មីនា", 3), M("មេសា", 4), M("ឧសភា", 5), M("មិថុនា", 6), M("កក្កដា", 7),
    M("សីហា", 8), M("កញ្ញា", 9), M("តុលា", 10), M("វិច្ឆិកា", 11), M("ធ្នូ", 12),
    /* Lao */
    M("ມັງກອນ", 1), M("ກຸມພາ", 2), M("ມີນາ", 3), M("ເມສາ", 4), M("ພຶດສະພາ", 5), M("ມິຖຸນາ", 6),
    M("ກໍລະກົດ", 7), M("ສິງຫາ", 8), M("ກັນຍາ", 9), M("ຕຸລາ", 10), M("ພະຈິກ", 11), M("ທັນວາ", 12),
    /* the Persian calendar */
    {"فروردین", MG_WORD_MONTH_PERSIAN, 1}, {"اردیبهشت", MG_WORD_MONTH_PERSIAN, 2}, {"خرداد", MG_WORD_MONTH_PERSIAN, 3}, {"تیر", MG_WORD_MONTH_PERSIAN, 4},
    {"مرداد", MG_WORD_MONTH_PERSIAN, 5}, {"شهریور", MG_WORD_MONTH_PERSIAN, 6}, {"مهر", MG_WORD_MONTH_PERSIAN, 7}, {"ابان", MG_WORD_MONTH_PERSIAN, 8},
    {"اذر", MG_WORD_MONTH_PERSIAN, 9}, {"دی", MG_WORD_MONTH_PERSIAN, 10}, {"بهمن", MG_WORD_MONTH_PERSIAN, 11}, {"اسفند", MG_WORD_MONTH_PERSIAN, 12},
    /* Thai; the short ones hold dots */
    {"มกราคม", MG_WORD_MONTH_THAI, 1}, {"ม.ค.", MG_WORD_MONTH_THAI, 1}, {"กุมภาพันธ์", MG_WORD_MONTH_THAI, 2},
    {"ก.พ.", MG_WORD_MONTH_THAI, 2}, {"มีนาคม", MG_WORD_MONTH_THAI, 3}, {"มี.ค.", MG_WORD_MONTH_THAI, 3},
    {"เมษายน", MG_WORD_MONTH_THAI, 4}, {"เม.ย.", MG_WORD_MONTH_THAI, 4},
    {"พฤษภาคม", MG_WORD_MONTH_THAI, 5}, {"พ.ค.", MG_WORD_MONTH_THAI, 5}, {"มิถุนายน", MG_WORD_MONTH_THAI, 6},
    {"มิ.ย.", MG_WORD_MONTH_THAI, 6}, {"กรกฎาคม", MG_WORD_MONTH_THAI, 7}, {"ก.ค.", MG_WORD_MONTH_THAI, 7},
    {"สิงหาคม", MG_WORD_MONTH_THAI, 8}, {"ส.ค.", MG_WORD_MONTH_THAI, 8}, {"กันยายน", MG_WORD_MONTH_THAI, 9},
    {"ก.ย.", MG_WORD_MONTH_THAI, 9}, {"ตุลาคม", MG_WORD_MONTH_THAI, 10}, {"ต.ค.", MG_WORD_MONTH_THAI, 10},
    {"พฤศจิกายน", MG_WORD_MONTH_THAI, 11}, {"พ.ย.", MG_WORD_MONTH_THAI, 11},
    {"ธันวาคม", MG_WORD_MONTH_THAI, 12}, {"ธ.ค.", MG_WORD_MONTH_THAI, 12},

    /* Weekdays. */
    /* English */
    W("monday"), W("mon"), W("tuesday"), W("tue"), W("tues"), W("wednesday"), W("wed"), W("weds"),
    W("thursday"), W("thu"), W("thur"), W("thurs"), W("friday"), W("fri"), W("saturday"), W("sat"),
    W("sunday"), W("sun"),
    /* French */
    W("lundi"), W("lun"), W("mardi"), W("mercredi"), W("mer"), W("jeudi"), W("jeu"), W("vendredi"),
    W("ven"), W("samedi"), W("sam"), W("dimanche"), W("dim"),
    /* Spanish */
    W("lunes"), W("martes"), W("miercoles"), W("mie"), W("jueves"), W("jue"), W("viernes"), W("vie"),
    W("sabado"), W("sab"), W("domingo"), W("dom"),
    /* German */
    W("montag"), W("mo"), W("dienstag"), W("di"), W("mittwoch"), W("mi"), W("donnerstag"), W("do"),
    W("freitag"), W("fr"), W("samstag"), W("sonnabend"), W("sa"), W("sonntag"), W("so"),
    /* Italian */
    W("lunedi"), W("martedi"), W("mercoledi"), W("giovedi"), W("gio"), W("venerdi"), W("sabato"),
    W("domenica"),
    /* Portuguese */
    W("segunda"), W("segunda-feira"), W("terca"), W("terca-feira"), W("quarta"), W("quarta-feira"),
    W("quinta"), W("quinta-feira"), W("sexta"), W("sexta-feira"),
    /* Dutch */
    W("maandag"), W("dinsdag"), W("woensdag"), W("donderdag"), W("vrijdag"), W("zaterdag"), W("zondag"),
    /* Danish, Norwegian, Swedish */
    W("mandag"), W("tirsdag"), W("tisdag"), W("onsdag"), W("torsdag"), W("fredag"), W("lørdag"),
    W("lordag"), W("søndag"), W("sondag"),
    /* Finnish */
    W("maanantai"), W("maanantaina"), W("tiistai"), W("tiistaina"), W("keskiviikko"), W("keskiviikkona"),
    W("torstai"), W("torstaina"), W("perjantai"), W("perjantaina"), W("lauantai"), W("lauantaina"),
    W("sunnuntai"), W("sunnuntaina"),
    /* Catalan */
    W("dilluns"), W("dimarts"), W("dimecres"), W("dijous"), W("divendres"), W("dissabte"), W("diumenge"),
    /* Romanian, Hungarian */
    W("luni"), W("marti"), W("miercuri"), W("joi"), W("vineri"), W("sambata"), W("duminica"), W("hetfo"),
    W("kedd"), W("szerda"), W("csutortok"), W("pentek"), W("szombat"), W("vasarnap"),
    /* Turkish, Indonesian */
    W("pazartesi"), W("salı"), W("carsamba"), W("persembe"), W("cuma"), W("cumartesi"), W("pazar"),
    W("senin"), W("selasa"), W("rabu"), W("kamis"), W("jumat"), W("sabtu"), W("minggu"),
    /* Polish, Czech */
    W("poniedziałek"), W("wtorek"), W("sroda"), W("czwartek"), W("piatek"), W("sobota"), W("niedziela"),
    W("pondeli"), W("utery"), W("streda"), W("ctvrtek"), W("patek"), W("nedele"),
    /* Greek */
    W("δευτέρα"), W("τρίτη"), W("τετάρτη"), W("πέμπτη"), W("παρασκευή"), W("σάββατο"), W("κυριακή"),
    /* Russian, Ukrainian */
    W("понедельник"), W("пн"), W("вторник"), W("вт"), W("среда"), W("ср"), W("четверг"), W("чт"),
    W("пятница"), W("пт"), W("суббота"), W("сб"), W("воскресенье"), W("вс"), W("понеділок"), W("вівторок"),
    W("середа"), W("четвер"), W("пʼятниця"), W("субота"), W("неділя"),
    /* Arabic, Persian */
    W("الاثنين"), W("الثلاثاء"), W("الاربعاء"), W("الخميس"), W("الجمعة"), W("السبت"), W("الاحد"),
    W("دوشنبه"), W("سهشنبه"), W("چهارشنبه"), W("پنجشنبه"), W("جمعه"), W("شنبه"), W("یکشنبه"),
    /* Hindi */
    W("सोमवार"), W("मंगलवार"), W("बुधवार"), W("गुरुवार"), W("शुक्रवार"), W("शनिवार"), W("रविवार"),
    /* Thai */
    W("วันจันทร์"), W("วันอังคาร"), W("วันพุธ"), W("วันพฤหัสบดี"), W("วันพฤหัส"), W("วันศุกร์"), W("วันเสาร์"),
    W("วันอาทิตย์"),
    /* Chinese, Japanese, Korean, Vietnamese */
    W("星期一"), W("星期二"), W("星期三"), W("星期四"), W("星期五"), W("星期六"), W("星期日"), W("星期天"),
    W("周一"), W("周二"), W("周三"), W("周四"), W("周五"), W("周六"), W("周日"), W("月曜日"), W("火曜日"),
    W("水曜日"), W("木曜日"), W("金曜日"), W("土曜日"), W("日曜日"), W("火"), W("水"), W("木"), W("金"),
    W("土"), W("월요일"), W("화요일"), W("수요일"), W("목요일"), W("금요일"), W("토요일"), W("일요일"),
    W("화"), W("수"), W("목"), W("금"), W("토"), W("thu hai"), W("thu ba"), W("thu tu"), W("thu nam"),
    W("thu sau"), W("thu bay"), W("chu nhat"),

    /* Burmese */
    W("တနင်္လာနေ့"), W("အင်္ဂါနေ့"), W("ဗုဒ္ဓဟူးနေ့"), W("ကြာသပတေးနေ့"), W("သောကြာနေ့"), W("စနေနေ့"), W("တနင်္ဂနွေနေ့"),

    /* small words between the parts */
    F("of"), F("the"), F("on"), F("at"), F("a"), F("de"), F("del"), F("d"), F("le"), F("la"), F("las"), F("el"),
    F("il"), F("alle"), F("ore"), F("den"), F("der"), F("dem"), F("em"), F("as"), F("an"), F("les"), F("los"),
    F("um"), F("kl"), F("klo"), F("kell"), F("om"), F("op"), F("od"), F("pukul"), F("jam"), F("saat"), F("ngay"),
    F("nam"), F("год"), F("года"), F("г"), F("в"), F("року"), F("рік"), F("р"), F("roku"), F("r"), F("m"),
    F("στις"), F("του"), F("годину"), F("في"), F("يوم"), F("عام"), F("سنة"), F("الساعة"), F("م"), F("من"),
    F("سال"), F("ماه"), F("ساعت"), F("gada"), F("aasta"), F("बजे"), F("का"), F("वार"), F("को"), F("วันที่"), F("ที่"), F("เดือน"), F("ปี"), F("เวลา"), F("วัน"),
    {"thang", MG_WORD_MONTH_NEXT, 0},
    /* eras; the Christian one as Thai writes it changes nothing */
    {"พ.ศ.", MG_WORD_ERA, -543}, {"พุทธศักราช", MG_WORD_ERA, -543}, {"ค.ศ.", MG_WORD_ERA, 0}, {"公元", MG_WORD_ERA, 0},
    {"西暦", MG_WORD_ERA, 0}, {"令和", MG_WORD_ERA, 2018}, {"平成", MG_WORD_ERA, 1988}, {"昭和", MG_WORD_ERA, 1925},
    {"大正", MG_WORD_ERA, 1911}, {"明治", MG_WORD_ERA, 1867}, {"民國", MG_WORD_ERA, 1911}, {"民国", MG_WORD_ERA, 1911},
    /* numbered parts */
    {"ခုနှစ်", MG_WORD_YEAR, 0}, {"ရက်", MG_WORD_DAY, 0}, {"ရက်နေ့", MG_WORD_DAY, 0}, {"年", MG_WORD_YEAR, 0}, {"년", MG_WORD_YEAR, 0}, {"월", MG_WORD_MONTH_UNIT, 0},
    {"月", MG_WORD_MONTH_UNIT, 0}, {"月份", MG_WORD_MONTH_UNIT, 0}, {"일", MG_WORD_DAY, 0}, {"日", MG_WORD_DAY, 0},
    {"号", MG_WORD_DAY, 0}, {"號", MG_WORD_DAY, 0},
    /* the clock */
    {"h", MG_WORD_HOUR, 0}, {"hs", MG_WORD_HOUR, 0}, {"hrs", MG_WORD_HOUR, 0}, {"uhr", MG_WORD_HOUR, 0}, {"uur", MG_WORD_HOUR, 0},
    {"horas", MG_WORD_HOUR, 0}, {"heures", MG_WORD_HOUR, 0},
    {"น.", MG_WORD_HOUR, 0}, {"น", MG_WORD_HOUR, 0}, {"時", MG_WORD_HOUR, 0}, {"时", MG_WORD_HOUR, 0},
    {"시", MG_WORD_HOUR, 0}, {"点", MG_WORD_HOUR, 0}, {"分", MG_WORD_MINUTE, 0}, {"분", MG_WORD_MINUTE, 0},
    {"am", MG_WORD_HALF, 1}, {"a.m.", MG_WORD_HALF, 1}, {"a.m", MG_WORD_HALF, 1}, {"午前", MG_WORD_HALF, 1},
    {"上午", MG_WORD_HALF, 1}, {"오전", MG_WORD_HALF, 1}, {"ص", MG_WORD_HALF, 1}, {"pm", MG_WORD_HALF, 2},
    {"p.m.", MG_WORD_HALF, 2}, {"p.m", MG_WORD_HALF, 2}, {"午後", MG_WORD_HALF, 2}, {"下午", MG_WORD_HALF, 2},
    {"오후", MG_WORD_HALF, 2},
    /* zones */
    Z("z", 0), Z("utc", 0), Z("gmt", 0), Z("ut", 0), Z("wet", 0), Z("bst", 60), Z("west", 60), Z("cet", 60), Z("mez", 60),
    Z("wat", 60), Z("cest", 120), Z("mesz", 120), Z("eet", 120), Z("cat", 120), Z("sast", 120), Z("eest", 180),
    Z("msk", 180), Z("мск", 180), Z("trt", 180), Z("eat", 180), Z("pkt", 300), Z("npt", 345), Z("mmt", 390), Z("ict", 420),
    Z("wib", 420), Z("sgt", 480), Z("hkt", 480), Z("pht", 480), Z("myt", 480), Z("awst", 480), Z("jst", 540),
    Z("kst", 540), Z("aest", 600), Z("aedt", 660), Z("nzst", 720), Z("nzdt", 780), Z("brt", -180), Z("art", -180),
    Z("edt", -240), Z("est", -300), Z("cdt", -300), Z("mdt", -360), Z("mst", -420), Z("pdt", -420), Z("pst", -480),
    Z("akdt", -480), Z("akst", -540), Z("hst", -600),
    {"et", MG_WORD_ZONE_UNSURE, 0}, {"ct", MG_WORD_ZONE_UNSURE, 0}, {"mt", MG_WORD_ZONE_UNSURE, 0},
    {"pt", MG_WORD_ZONE_UNSURE, 0}, {"ist", MG_WORD_ZONE_UNSURE, 0}, {"cst", MG_WORD_ZONE_UNSURE, 0},
};
/* clang-format on */

/* Does a word end at `at`? In scripts without spaces it may end anywhere. */
static bool word_ends(mg_span s, size_t at)
{
    if (at >= s.n) return true;
    uint32_t ch = mg_utf8_next(s, &at);
    if (ch < 0x80) return !((ch >= 'a' && ch <= 'z') || ch == '_');
    if (!u_isalpha((UChar32)ch) && u_charType((UChar32)ch) != U_NON_SPACING_MARK) return true;
    UErrorCode code = U_ZERO_ERROR;
    return uscript_breaksBetweenLetters(uscript_getScript((UChar32)ch, &code)) ||
           uscript_getScript((UChar32)ch, &code) == USCRIPT_HANGUL;
}

/* The words that begin with the same START bytes, or are the same shorter one, form a chain, in the order of the table.
 * Chains of different words may share a place. */
#define START 4 /* a letter and a part of one in scripts of three bytes each */
#define CHAINS 2048
#define CHAIN_END UINT16_MAX

static struct {
    uint16_t first[CHAINS], next[MG_COUNT(words)];
    unsigned char length[MG_COUNT(words)];
    bool begins[256]; /* does a word begin with that byte? */
} chains;

static size_t chain_of(const char *start, size_t n)
{
    uint32_t key = 0;
    memcpy(&key, start, MG_MIN(n, (size_t)START));
    return (key * 2654435761u >> 16) % CHAINS;
}

static void fill_chains(void)
{
    for (size_t i = 0; i < CHAINS; i++) chains.first[i] = CHAIN_END;
    for (size_t i = MG_COUNT(words); i-- > 0;) {
        size_t n = strlen(words[i].name);
        uint16_t *first = &chains.first[chain_of(words[i].name, n)];
        chains.length[i] = (unsigned char)n;
        chains.begins[(unsigned char)words[i].name[0]] = true;
        chains.next[i] = *first;
        *first = (uint16_t)i;
    }
}

size_t mg_date_word_at(mg_span s, size_t at, mg_date_word *out)
{
    static pthread_once_t filled = PTHREAD_ONCE_INIT;
    pthread_once(&filled, fill_chains);
    mg_span rest = mg_span_sub(s, at, s.n);
    size_t best = 0;
    *out = (mg_date_word){MG_WORD_NONE, 0};
    if (!rest.n || !chains.begins[(unsigned char)rest.p[0]]) return 0;
    for (size_t bytes = MG_MIN(rest.n, (size_t)START); bytes && !best; bytes--) {
        for (size_t i = chains.first[chain_of(rest.p, bytes)]; i != CHAIN_END; i = chains.next[i]) {
            mg_span name = {words[i].name, chains.length[i]};
            if (name.n <= best || !mg_span_starts(rest, name) || !word_ends(s, at + name.n)) continue;
            best = name.n;
            *out = (mg_date_word){(mg_date_word_kind)words[i].kind, words[i].value};
        }
    }
    return best;
}

size_t mg_date_ordinal_at(mg_span s, size_t at)
{
    static const mg_span endings[] = {
        MG_SPAN("st"), MG_SPAN("nd"), MG_SPAN("rd"), MG_SPAN("th"), MG_SPAN("er"),  MG_SPAN("ere"),
        MG_SPAN("re"), MG_SPAN("e"),  MG_SPAN("o"),  MG_SPAN("a"),  MG_SPAN("º"),   MG_SPAN("ª"),
        MG_SPAN("°"),  MG_SPAN("ste"), MG_SPAN("de"), MG_SPAN(":e"), MG_SPAN(":a"), MG_SPAN("-го"),
        MG_SPAN("-е"), MG_SPAN("eko"), MG_SPAN("-en"), MG_SPAN("-an"), MG_SPAN("an"), MG_SPAN("in"),
    };
    mg_span rest = mg_span_sub(s, at, s.n);
    size_t best = 0;
    for (size_t i = 0; i < MG_COUNT(endings); i++)
        if (endings[i].n > best && mg_span_starts(rest, endings[i]) && word_ends(s, at + endings[i].n))
            best = endings[i].n;
    return best;
}
