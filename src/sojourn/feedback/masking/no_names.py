"""Common words that are no names, though they may stand where one does, with a capital or without."""

from __future__ import annotations

_ENGLISH = """
i im ive cancelled canceled flight flights group ve ill isn don won didn doesn wasn couldn can't a able about
absolutely after again all already also always am american an and angry annoyed another any anyone anything appalled
are around as asking at australian available aware away back bad be because been before being best better but by
british calling came can canadian cannot chinese client confident confused contacting could currently customer
customers customerservice delighted desperate did disappointed disgusted do does doing done dutch english even ever
every everybody everyone everything excited extremely failed feeling finally fine folks for french from frustrated
fully furious german getting giving glad go going good got great guys had happy has have having he hello help her here
hi him his hoping how if impressed in incredibly indian interested irish is it italian japanese just keen ladies
gentlemen late leaving left literally living location looking lost lots lovely mad made many me might missing more
most much my never new nice no nobody not nothing now of off ok okay old on one only or order our out over outrageous
pathetic people please pleased polish poor portuguese quite ready really receiving regarding regards ridiculous right
russian sad same satisfied scottish service she shocked sick sir madam so some someone something soon sorry spanish
staff still stuck such super support sure swedish swiss team teams terrible thank thanks that the their them then
there these they this those thrilled tired to today tomorrow too totally traveling travelling trying tuesday monday
wednesday thursday friday saturday sunday january february march july september october november december turkish
unable unacceptable unhappy until unsure up upset us using very waiting was we welsh were what when where which while
who whom why willing with within without wonderful working worried worst would writing wrong yes yet you your yours
phone email mail number address agent manager company shop store website app sales billing delivery management lads
mate mates darling love friends family world absolute awful amazing brilliant excellent fantastic horrible perfect
nonsense fraud theft robbery spelled spelt misspelled
"""

_OTHERS = """
und oder aber nicht kein keine sehr geehrte geehrter geehrten damen herren kunde kundin kunden stammkunde stammkundin
neukunde mitglied rentner rentnerin student studentin mutter vater team service kundenservice kundendienst support
zusammen leute alle nur noch schon auch mit seit bei von zu zur zum im in am an auf aus der die das ein eine einer
einen für froh zufrieden unzufrieden enttäuscht sauer wütend begeistert überzeugt schwanger krank hier da jetzt immer
nie total richtig selbst gespannt berufstätig ratlos traurig ihr ihre euer eure ihnen dir euch nochmal vielmals schön
bonjour madame monsieur mesdames messieurs très tres pas plus client cliente clients bien mal pour par avec sans
content contente déçu déçue ravi ravie à au aux le la les un une des et ou mais señores señor señora muy no clientes
equipo con sin para por el los las una y o pero contento contenta
"""

NO_NAMES = frozenset((_ENGLISH + _OTHERS).split())
