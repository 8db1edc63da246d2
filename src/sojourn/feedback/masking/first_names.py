"""Frequent first names of several languages, in Latin letters.

Names that are places, brands or words are known only before a surname, or left out (Paris, Austin).
"""

from __future__ import annotations

_ENGLISH = """
aaron adam adrian aidan alan albert alex alexander alexandra alfred alice alison allison alyssa amanda amelia amy
andrea andrew angela angie anita ann anna anne annie anthony ashley audrey barbara barry beatrice becky ben benjamin
bernard beth betty beverly bob bobby bonnie bradley brandon brenda brian bruce bryan caitlin calvin cameron carl
carla carol caroline carolyn catherine cathy cecilia charles charlie cheryl chris christina christine christopher
cindy claire colin connor craig cynthia daisy dan daniel danielle danny darren dave david deborah debbie debra
denise dennis derek diana diane donald donna doris dorothy doug douglas duncan dylan eddie edith edward edwin eileen
elaine eleanor elena elizabeth ellen ellie emily emma eric erica erin ethan eugene evan evelyn fiona fred frederick
gabriel gareth gary gavin geoff geoffrey george gerald gerard gillian glenn gordon graham greg gregory hannah harold
harriet harry heather helen henry howard hugh ian irene isaac isabella jacob jacqueline jake james jamie jane janet
janice jared jason jean jeff jeffrey jennifer jenny jeremy jerry jessica jill jim jimmy joan joanna joanne joe joel
john johnny jonathan joseph joshua joyce juan judith judy julia julian julie justin karen karl kate katherine
kathleen kathryn kathy katie keith kelsey kenneth kevin kimberly kirsten kristen kyle larry laura lauren laurence
leah leonard leslie liam lillian linda lindsay lisa liz lori louis louise lucas lucy luke lynn maggie malcolm
margaret maria marie marilyn marion martha martin marvin mary matt matthew maureen megan melanie melissa michael
michelle mike mildred monica nancy natalie natasha nathan nathaniel neil nicholas nicola nicole nigel nora norman
oliver olivia oscar owen pamela patricia patrick paul paula peggy peter philip phillip phil rachel ralph randy
raymond rebecca richard rita robert roger ronald rosemary roy russell ruth ryan sally samantha samuel sandra sara
sarah scott sean shannon sharon shaun sheila shirley simon sophia sophie stacey stephanie stephen steve steven
stuart susan suzanne sylvia tammy tanya tara ted teresa terry theresa thomas tim timothy tina todd tom tommy tony
tracey tracy trevor valerie vanessa veronica vicky vincent vivian walter wanda wayne wendy wesley william zachary
zoe
"""

_GERMAN = """
andreas anja anke annette annika antje armin bernd bettina birgit björn brigitte carsten christa christiane
christoph claudia cornelia dagmar detlef dieter dirk doreen elfriede elke emil erika ernst eva felix finn florian
franz franziska friedrich fritz gabi gabriele georg gerd gerhard gisela greta günter günther hanna hannelore hans
harald heidi heike heiko heinrich heinz helga helmut herbert hermann holger horst ingo ingrid jana jens joachim
johann johanna johannes jonas jörg josef jürgen jutta kai karin karsten katharina kathrin katja katrin kerstin klaus
konrad kurt lara lars lena lina lothar lukas luisa lutz magdalena maike maja manfred manuela marcel marco marcus
markus marlene martina matthias maximilian melina michaela mia monika nadine nadja niklas nils norbert olaf oskar
petra philipp rainer ralf regina reinhard renate rolf rüdiger rudolf sabine sandro sascha sebastian silke silvia
sonja stefan stefanie steffen susanne svenja sven tanja thorsten tobias torsten udo ulrich ulrike ursula ute uwe
volker waltraud werner wilhelm wolfgang yvonne
"""

_ROMANCE = """
adrien agnès alain alexandre amélie anaïs andré antoine arnaud aurélie baptiste benoît bernadette bertrand camille
cécile cédric céline chantal chloé clément colette corinne damien delphine didier édouard élise élodie émilie émile
éric estelle étienne fabien fabrice françois françoise frédéric gaëlle geneviève gérard gilles guillaume hélène
hervé hugo inès isabelle jacques jean-pierre jérôme joëlle josé julien laetitia laurent léa léo lionel loïc luc
lucie ludovic madeleine manon marc margaux mathieu mathilde maxime mélanie michèle mickaël mireille monique nathalie
nicolas noémie océane odile olivier pascal pascale patrice philippe quentin raphaël régis rémi rené romain sabrina
sandrine sébastien solène stéphane stéphanie sylvain sylvie théo thibault thierry valentin valérie véronique
virginie xavier yann yannick yves adriana alberto alejandra alejandro alfonso alfredo álvaro ana andrés antonia
antonio arturo beatriz begoña carlos carmen cristina daniela eduardo emilio enrique ernesto esteban felipe fernanda
fernando francisco gabriela gonzalo guadalupe guillermo gustavo héctor ignacio iker inés iván javier joaquín jorge
josefa juana lorena lucía luis manolo manuel marcos maría mariana mario marta mateo miguel mónica montserrat natalia
nuria óscar pablo paco pedro rafael ramón raquel raúl ricardo roberto rocío rodrigo rubén sergio sofía susana tomás
vicente víctor ximena yolanda alessandra alessandro alessia alessio angelo antonella arianna bruno carlo caterina
chiara cinzia claudio cristiano daniele dario davide domenico donatella eleonora elisa emanuele enrico enzo fabio
fabrizio federica federico filippo francesca francesco giacomo gianluca gianni giorgia giorgio giovanna giovanni
giulia giuseppe giulio ilaria lorenzo luca lucia luciano luigi marcello massimo matteo maurizio michele mirko nicolò
paola paolo pasquale piero pietro raffaele riccardo roberta rosanna salvatore serena silvio simona simone stefania
stefano tommaso umberto valentina valerio vincenzo vittorio joão luís antónio catarina gonçalo inês tiago
"""

_OTHERS = """
agata agnieszka aleksandra aleksander andrzej aneta bartosz beata bogdan bożena dariusz dorota elżbieta ewa ewelina
grażyna grzegorz halina henryk irena iwona jacek jadwiga jakub janusz jarosław jerzy jolanta justyna kamil karolina
katarzyna kazimierz kinga krystyna krzysztof leszek łukasz maciej małgorzata marcin marek mariusz mateusz michał
mirosław paweł piotr przemysław rafał ryszard sławomir stanisław sylwia szymon tadeusz tomasz urszula wiesław
wojciech zbigniew zofia zuzanna ahmet ali arda aslı ayşe ayse aylin ayhan barış berk burak bülent cem cemal ebru ece
elif emine emre engin erdem erkan esra fatih fatma ferhat fikret furkan gizem gökhan gül gülay hakan halil hande
hasan hatice hülya ibrahim ilker ismail kemal kerem leyla mehmet merve mert murat mustafa onur orhan osman ömer özge
özlem pınar ramazan recep selin sedat selim serkan sevgi sibel sinan tolga tuncay uğur ümit volkan yasemin yusuf
zehra zeynep abdul abdullah abdulrahman ahmad ahmed aisha amina amir amira anwar asma ayman aziz bilal fadi faisal
farah farid fatima habib hamid hamza hana hani hassan hind huda hussein imad jamal jamila kareem karim khadija
khaled khalid laila latifa layla mahmoud malik mariam maryam mohamad mohamed mohammad mohammed muhammad mona nabil
nadia nour omar osama rana rania rashid reem saad salah salim salma samir samira tariq usama walid yasmin yasser
youssef yousef zahra zainab abhishek aditi aditya ajay akash alok amit amrita anand ananya anil anjali ankit ankita
anjana arjun arun arvind ashok ashwin bharat deepa deepak deepika dinesh divya ganesh gaurav geeta gita harish harsh
indira jyoti kamala kapil karan kavita kishore krishna lakshmi madhu mahesh manish manoj meena meera mohan mukesh
naveen neha nikhil nisha nitin pankaj pooja prakash pradeep pranav prasad praveen priya rahul rajesh rajiv rakesh
ramesh ravi rekha rohan rohit sachin sandeep sangeeta sanjay sanjeev santosh shalini shreya shruti shweta sneha
sonia sumit sunil sunita suresh swati tarun usha vidya vijay vikas vikram vinay vinod vishal vivek anders astrid
erik freya gustav henrik johan kristina magnus mikael pieter sanne sofie willem dmitri igor ivan natalya oleg olga
sergei svetlana tatiana vladimir yuri
"""

_WORDS = """
amber angel april art bill can charlotte chase chelsea christian clay cliff crystal dale dawn dean deniz dick
dominique don drew duke earl faith florence frank gene georgia glen gloria grace grant guy harmony heath holly hope
iris isabel ivy jack jackson jan jay jordan josh josie joy kelly ken kim kiran kit kumar lance lee leon lincoln
logan madison margarita marine mark max may melody mercedes miles morgan nick noor otto pat pierce pierre pilar raj
ray reed rich rob robin ron rosa rose ruby said sam sofia sue sydney tyler vera victor victoria violet wade ward
will ángel
"""

FIRST_NAMES = frozenset((_ENGLISH + _GERMAN + _ROMANCE + _OTHERS).split())
BEFORE_A_SURNAME = frozenset(_WORDS.split())
"""Names that are words or places too."""
