"""Axis 5 of the town's plan, the internal one: how the administration itself works."""

from service.demo.story import card, edit, euros, funders, person

VILLE = "Ville de Montigny-lès-Metz"
MISSION = "Mission développement durable"

CARDS = (
    card(
        "5.01",
        "2011-05-12",
        "camille",
        "Former tous les agents au développement durable",
        (
            "Une demi-journée par personne, en groupes qui mélangent les métiers : d'abord les notions, puis un regard sur ses "
            "propres pratiques. Ce que les groupes ont relevé a nourri le diagnostic interne. La session entre ensuite dans "
            "l'accueil de chaque nouvel agent."
        ),
        objectives=(
            "Tous les agents formés, sans exception de grade ni de service.\nUne session d'accueil par semestre pour les nouveaux."
        ),
        lead=VILLE,
        lead_service="Ressources humaines",
        co_leads=[MISSION],
        partners=["Centre national de la fonction publique territoriale", "Bureau d'études d'appui"],
        governance="Suivi en comité technique paritaire.",
        participation="none",
        starts_on="2010-09-13",
        continuous=True,
        status="in_progress",
        priority="high",
        budget_planned=euros(14_000),
        then=[
            edit(
                "2011-11-22 11:00",
                "camille",
                "Dernier groupe formé : la totalité des agents en poste l'a suivie.",
                notes="Formation initiale achevée en novembre 2011. Reste l'accueil des nouveaux agents.",
            ),
        ],
    ),
    card(
        "5.02",
        "2011-06-30",
        "camille",
        "Donner à chaque service le tableau de bord de ses actions",
        (
            "Un tableau par service, pas plus d'une page : l'état de chaque action, deux ou trois indicateurs, la date de la "
            "prochaine vérification. Les tableaux sont remplis par ceux qui agissent et relus deux fois par an avec la direction "
            "générale."
        ),
        objectives="Tous les services pilotes équipés en mars 2012.\nUne revue chaque semestre.",
        lead=VILLE,
        lead_service=MISSION,
        co_leads=["Direction générale des services"],
        partners=["Tous les services pilotes"],
        participation="none",
        starts_on="2011-06-30",
        ends_on="2012-03-30",
        status="in_progress",
        priority="high",
        budget_planned=euros(3_000),
        then=[
            edit(
                "2012-02-16 15:00",
                "camille",
                "Tableaux en place dans neuf services sur douze.",
                notes="Restent à équiper : état civil, police municipale, petite enfance.",
            ),
            edit("2012-03-29 17:45", "camille", "Douze services équipés, première revue fixée en juin.", status="done"),
        ],
    ),
    card(
        "5.03",
        "2011-06-30",
        "camille",
        "Dire qui mesure, qui valide et qui décide dans l'évaluation",
        (
            "Évaluer demande de savoir d'avance qui produit le chiffre, qui le vérifie et qui en tire les conséquences. La "
            "première réunion sur l'évaluation a montré que ces rôles se confondaient. Une fiche par indicateur les fixe, avec la "
            "fréquence de mesure."
        ),
        objectives=(
            "Une fiche par indicateur avant la fin de la mise en place de l'évaluation, en mars 2012.\n"
            "Un rapport annuel présenté au conseil municipal."
        ),
        lead=VILLE,
        lead_service="Direction générale des services",
        co_leads=[MISSION],
        partners=["Services pilotes", "Bureau d'études d'appui"],
        lead_people=person("camille"),
        governance="Comité de pilotage de l'Agenda 21.",
        participation="none",
        starts_on="2011-06-20",
        ends_on="2012-03-31",
        status="in_progress",
        priority="high",
        then=[
            edit("2012-03-30 12:15", "camille", "Les 41 fiches d'indicateur sont validées par le comité de pilotage.", status="done"),
        ],
    ),
    card(
        "5.04",
        "2011-07-05",
        "camille",
        "Faire vivre le Club 21 interne par des ateliers thématiques",
        (
            "Le Club 21 né pendant le diagnostic continue. En interne, il prend la forme d'ateliers où des agents de services "
            "différents travaillent deux heures sur un sujet commun : chauffage des locaux, achats, organisation d'événements. "
            "Chaque atelier finit par une décision ou par une demande à la direction."
        ),
        objectives="Un atelier tous les deux mois.\nDix services représentés dans l'année.",
        lead=VILLE,
        lead_service=MISSION,
        partners=["Services municipaux volontaires"],
        participation="none",
        starts_on="2011-09-15",
        continuous=True,
        status="in_progress",
        priority="high",
        budget_planned=euros(1_200),
        then=[
            edit(
                "2012-06-14 16:35",
                "camille",
                "Cinq ateliers tenus, dix services venus au moins une fois.",
                notes="Sujets traités : chauffage, papier, déplacements, événements, accueil des nouveaux agents.",
            ),
        ],
    ),
    card(
        "5.05",
        "2011-07-05",
        "camille",
        "Confier au Club 21 externe le suivi du plan et son enrichissement",
        (
            "Habitants, associations et acteurs économiques réunis depuis les ateliers de quartier suivent la démarche, proposent "
            "de nouvelles actions et aident à concevoir celles qui s'adressent au public. Ses propositions entrent au plan par la "
            "même porte que celles des services."
        ),
        objectives="Trois réunions par an, ouvertes aux nouveaux venus.\nUne réponse motivée à chaque proposition.",
        lead=VILLE,
        lead_service=MISSION,
        co_leads=["Club 21"],
        partners=["Habitants", "Associations", "Acteurs économiques"],
        elected_people=person("elise"),
        governance="Animation partagée entre la mission et deux membres désignés par le club.",
        participation="co_construction",
        starts_on="2011-10-01",
        continuous=True,
        status="in_progress",
        priority="high",
        budget_planned=euros(2_800),
        then=[
            edit(
                "2012-01-31 18:50",
                "yann",
                "Le club souhaite que les réponses soient données par écrit.",
                objectives=(
                    "Trois réunions par an, ouvertes aux nouveaux venus.\n"
                    "Une réponse écrite et motivée à chaque proposition, dans les deux mois."
                ),
            ),
        ],
    ),
    card(
        "5.06",
        "2011-09-29",
        "bastien",
        "Acheter moins et mieux",
        (
            "Avant d'acheter, vérifier si l'on peut prêter, réparer ou louer. Quand il faut acheter, chaque famille de produits a "
            "désormais ses critères : durée de garantie, label, conditions de fabrication. Les acheteurs des services y sont "
            "formés et un bilan est fait à chaque fin de marché."
        ),
        objectives="Des critères environnementaux ou sociaux dans la moitié des marchés en 2012, dans tous en 2014.",
        lead=VILLE,
        lead_service="Commande publique",
        partners=["Services acheteurs", "Réseau régional d'acheteurs publics"],
        participation="none",
        starts_on="2012-01-02",
        continuous=True,
        status="planned",
        priority="medium",
        budget_planned=euros(4_000),
        then=[
            edit("2012-01-20 11:40", "bastien", "Premiers critères appliqués aux produits d'entretien.", status="in_progress"),
        ],
    ),
    card(
        "5.07",
        "2011-09-29",
        "bastien",
        "Diviser par deux le papier consommé dans les services",
        (
            "Imprimantes réglées par défaut en recto verso, convocations par voie électronique pour les élus et les élues qui "
            "l'acceptent, brouillons réutilisés : la baisse se suit service par service, ramettes comptées à la livraison."
        ),
        objectives="Moins 25 % à la fin de 2012, moins 50 % à la fin de 2014.",
        lead=VILLE,
        lead_service="Informatique et moyens généraux",
        partners=["Tous les services"],
        elected_people=person("elise"),
        participation="none",
        starts_on="2011-10-03",
        ends_on="2014-12-31",
        status="in_progress",
        priority="low",
        budget_planned=euros(7_500),
        then=[
            edit(
                "2012-10-11 09:25",
                "bastien",
                "Neuf premiers mois : moins 21 %.",
                notes="De janvier à septembre 2012 : 21 % de papier en moins qu'en 2011 sur la même période.",
            ),
        ],
    ),
    card(
        "5.08",
        "2011-11-09",
        "bastien",
        "Repenser les déplacements professionnels des agents",
        (
            "Un plan de déplacements de l'administration part d'une enquête auprès des agents : trajets domicile-travail, "
            "tournées, réunions. Il prévoit des vélos de service, un véhicule partagé entre services voisins, une formation à la "
            "conduite souple et des horaires de réunion compatibles avec les bus."
        ),
        objectives=("10 % de kilomètres en voiture en moins en deux ans.\nDeux voitures de service supprimées au renouvellement."),
        lead=VILLE,
        lead_service="Ressources humaines",
        co_leads=["Services techniques"],
        partners=["Metz Métropole", "ADEME Lorraine"],
        participation="none",
        starts_on="2012-02-06",
        continuous=True,
        status="planned",
        priority="medium",
        budget_planned=euros(16_000),
        funders=funders({VILLE: 11_000, "ADEME Lorraine": 5_000}),
        then=[
            edit("2012-02-15 08:55", "bastien", "Enquête distribuée à tous les agents.", status="in_progress"),
            edit(
                "2012-06-19 11:30",
                "bastien",
                "Quatre vélos de service en prêt, réservables au même endroit que les voitures.",
                resources="Quatre vélos de service, un planning commun aux vélos et aux voitures.",
            ),
        ],
    ),
    card(
        "5.09",
        "2011-11-24",
        "camille",
        "Préparer la demande de reconnaissance nationale",
        (
            "La démarche réunit les éléments attendus d'un Agenda 21 local : diagnostic partagé, participation, plan d'actions, "
            "évaluation. Le dossier rassemble les preuves, reconnaît ce qui manque et prépare la visite des experts."
        ),
        objectives="Déposer la demande en 2012.\nFaire du dossier un outil de travail, relu par le Club 21.",
        lead=VILLE,
        lead_service=MISSION,
        partners=["Services de l'État", "Club 21"],
        elected_people=person("elise"),
        participation="consultation",
        starts_on="2012-01-02",
        calendar="Dépôt du dossier dans l'année 2012.",
        status="planned",
        priority="high",
        budget_planned=euros(2_000),
        then=[
            edit("2012-02-03 09:35", "camille", "Rédaction engagée après la rencontre régionale du 26 janvier.", status="in_progress"),
            edit(
                "2012-09-14 17:00",
                "camille",
                "Dossier relu par le Club 21, onze remarques reprises.",
                notes="Relecture du Club 21 : onze remarques reprises sur quatorze, réponses écrites aux trois autres.",
            ),
        ],
    ),
    # --- being worked out after version 1
    card(
        "5.10",
        "2012-01-18",
        "camille",
        "Redonner l'envie de participer aux agents, aux habitants et aux acteurs locaux",
        (
            "Deux ans après la délibération, une partie des premiers participants s'est éloignée. Avant de proposer quoi que ce "
            "soit, on leur demande pourquoi : horaires, sujets, absence de retour, sentiment d'avoir déjà tout dit. Les réponses "
            "décideront de la forme à donner à la suite."
        ),
        objectives=("Entendre quarante personnes, dont vingt qui ne viennent plus.\nProposer une suite au comité de pilotage avant l'été."),
        lead=VILLE,
        lead_service=MISSION,
        partners=["Club 21", "Centre social", "Services municipaux"],
        participation="co_construction",
        status="to_discuss",
        priority="high",
        then=[
            edit(
                "2012-06-05 14:30",
                "camille",
                "Dix-huit entretiens faits ; l'absence de retour vient en tête.",
                notes="Dix-huit entretiens. Première cause citée : ne pas savoir ce que l'avis est devenu.",
            )
        ],
    ),
    card(
        "5.11",
        "2012-01-18",
        "bastien",
        "Désigner dans chaque bâtiment une personne attentive aux économies",
        (
            "Radiateur ouvert sous la fenêtre, écrans allumés le soir : un relais volontaire par bâtiment, avec du temps reconnu "
            "et une liste de contacts, réglerait beaucoup de petites choses. Il reste à définir ce temps avec les encadrants."
        ),
        objectives="Un relais dans les douze bâtiments les plus occupés.",
        lead=VILLE,
        lead_service="Patrimoine bâti",
        co_leads=["Ressources humaines"],
        participation="none",
        status="to_discuss",
        priority="medium",
    ),
)
