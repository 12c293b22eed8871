/* function_words.c - see function_words.h. */
#include "searcher/function_words.h"

/* Each word between blanks. */
static const struct {
    const char *code, *words;
} lists[] = {
    {"de",
     " aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bin bis bist "
     "da dabei dadurch dafür damit dann daran darauf daraus darin darüber das dass davon dazu dein deine "
     "dem den denn der deren des dessen die dies diese diesem diesen dieser dieses doch dort du durch ein "
     "eine einem einen einer eines er es etwas euch für gegen gibt haben hat hatte hatten hier hin hinter "
     "ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in indem ins ist ja jede jedem jeden jeder jedes "
     "jedoch jener kann kein keine keinem keinen können man mehr mein mich mir mit nach nicht nichts noch "
     "nun nur ob oder ohne sehr sein seine seinem seinen seiner seit sich sie sind so sogar solche soll "
     "sollte sondern sonst um und uns unser unter vom von vor war waren was weder weil welche welchem "
     "welchen welcher welches wenn wer werden weshalb wie wieder wir wird wo worden wurde wurden während "
     "zu zum zur zwischen über "},
    {"en",
     " a about above across after again against all almost along already also although always am among an "
     "and another any anyone anything are around as at away be became because become been before being "
     "below between both but by can cannot could did do does doing done down during each either else ever "
     "every few find for from further get given had has have having he hence her here hers herself him "
     "himself his how however i if in into is it its itself just least less let like many me might more "
     "moreover most much must my myself near neither never nevertheless no nor not now of off often on "
     "once one only onto or other others our ours out over own per perhaps quite rather really same "
     "several she should since so some somehow someone something sometimes still such than that the their "
     "theirs them themselves then there therefore these they this those though through throughout thus to "
     "together too toward towards under until up upon using very was we were what whatever when where "
     "whereas whether which while who whom whose why with within without would yet you your yours "},
    {"es",
     " a al algo algunas algunos ante antes aquel aquella como con contra cual cuales cuando cuyo de del "
     "desde donde dos durante e el ella ellas ellos en entre era eran es esa esas ese eso esos esta estaba "
     "estas este esto estos está están fue fueron ha había han hasta hay la las le les lo los me mi "
     "mientras mis muy más ni no nos nosotros o os otra otras otro otros para pero poco por porque pues "
     "que quien quienes quién qué se según ser si sido sin sobre son su sus sí también tan tanto te "
     "tiene todo todos tras tu un una unas uno unos y ya yo él "},
    {"fr",
     " afin ai alors après au aucun aussi autre autres aux avait avant avec avoir c ce cela celle celles "
     "celui ces cet cette ceux chaque chez comme comment contre d dans de depuis des donc dont du elle "
     "elles en encore entre es est et eu eux fait il ils j je l la le les leur leurs lors lorsque lui m ma "
     "mais me mes moi moins mon même n ne ni nos notre nous on ont ou où par parce pas pendant peu plus "
     "pour pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans se selon sera ses si son "
     "sont sous sur ta te tes toi ton tous tout toute toutes très tu un une vers vos votre vous y "
     "étaient était été être "},
    {"it",
     " a ad ai al alla alle allo anche che chi ci come con contro cui da dagli dai dal dalla dalle dallo "
     "degli dei del della delle dello di dove e ed era erano fra gli ha hanno i il in io la le lei li lo "
     "loro lui ma mentre mi mia mio ne negli nei nel nella nelle nello noi non nostra nostro o ogni per "
     "perché più poi prima quale quali quando quella quelle quelli quello questa queste questi questo se "
     "sei senza si sia sono su sua sue sui sul sulla sulle suo tra tutti tutto un una uno vi voi è "},
    {"nl",
     " aan al alle als bij dan dat de deze die dit door dus een en er haar had hadden heb hebben heeft hem "
     "het hier hij hoe hun ik in is ja je kan kon maar me meer men met mij mijn na naar niet niets nog nu "
     "of om omdat onder ons onze ook op over te tegen toch tot u uit uw van veel voor waar waarom was wat "
     "we wel werd werden wie wij worden wordt ze zelf zich zij zijn zo zonder zou "},
    {"pt",
     " a ao aos as até com como da das de dela dele deles depois do dos e ela elas ele eles em entre era "
     "eram essa esse esta este está eu foi foram há isso isto já lhe mais mas me mesmo meu minha muito "
     "na nas nem no nos não nós o os ou para pela pelas pelo pelos por porque qual quando que quem se "
     "sem ser seu seus sobre sua suas só também te tem tinha um uma umas uns você às é "},
};

/* The longest of them, with its blanks. */
#define LONGEST 32

bool mg_is_function_word(const mg_language *language, mg_span word)
{
    char between[LONGEST];
    if (word.n > sizeof between - 2) return false;
    between[0] = between[word.n + 1] = ' ';
    memcpy(between + 1, word.p, word.n);
    mg_span sought = {between, word.n + 2};
    for (size_t i = 0; i < MG_COUNT(lists); i++) {
        mg_span words = mg_span_str(lists[i].words);
        if (strcmp(lists[i].code, language->code) == 0) return mg_span_find_span(words, 0, sought) < words.n;
    }
    return false;
}
