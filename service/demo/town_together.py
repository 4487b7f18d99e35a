"""Axis 3 of the town's plan: living together at every age."""

from service.demo.story import card, edit, euros, funders, person

VILLE = "Ville de Montigny-lès-Metz"
CAF = "Caisse d'allocations familiales"

CARDS = (
    card(
        "3.01",
        "2011-06-07",
        "camille",
        "Organiser les Trophées du sport et de la culture",
        (
            "Une soirée par an met à l'honneur des associations sportives et culturelles qui font vivre le développement durable "
            "sans toujours le nommer : transport groupé des équipes, accueil d'un public handicapé, matériel réparé plutôt que "
            "racheté. Le plan cite cette action pour ce qu'elle entraîne : les clubs proposent, le public vote, un jury "
            "d'habitants départage."
        ),
        objectives=(
            "Vingt candidatures à la première édition.\n"
            "Au moins un engagement chiffré et vérifiable par candidature.\n"
            "Un relais entre clubs lauréats et clubs qui débutent."
        ),
        lead=VILLE,
        lead_service="Sports et culture",
        partners=["Clubs sportifs", "Associations culturelles", "Office municipal des sports"],
        elected_people=person("elise"),
        governance="Jury de douze personnes, dont six habitants tirés au sort parmi les volontaires.",
        resources="Salle municipale, lots fournis par des artisans locaux, communication intégrée au magazine de la ville.",
        participation="co_construction",
        starts_on="2012-01-09",
        calendar="Appel à candidatures au printemps, remise des trophées à l'automne, chaque année.",
        status="planned",
        priority="high",
        budget_planned=euros(8_000),
        funders=funders({VILLE: 6_500, "Partenaires privés": 1_500}),
        then=[
            edit(
                "2011-10-20 18:30",
                "elise",
                "Les clubs demandent une catégorie pour les petites associations.",
                notes="Trois catégories : petites associations, grandes associations, projet commun.",
            ),
            edit("2012-03-27 12:10", "camille", "Appel à candidatures ouvert.", status="in_progress"),
            edit(
                "2012-10-16 09:05", "camille", "Première remise le 12 octobre : 23 candidatures, 300 personnes.", budget_actual=euros(7_420)
            ),
        ],
    ),
    card(
        "3.02",
        "2011-06-09",
        "camille",
        "Proposer à des jeunes une colocation en échange d'une aide aux devoirs",
        (
            "Étudiants et jeunes actifs peinent à se loger près de Metz ; des collégiens ont besoin d'une présence le soir. De "
            "grands logements sociaux restés vacants sont loués en colocation à loyer réduit ; chaque colocataire donne deux "
            "heures par semaine à l'aide aux devoirs, dans le quartier où il habite.\n"
            "L'action ne tient que portée à plusieurs : le bailleur apporte les logements, l'association recrute et accompagne, la "
            "ville relie les collèges et les familles."
        ),
        objectives=(
            "Trois appartements et dix colocataires la première année.\n"
            "Quarante élèves suivis, avec l'accord des familles.\n"
            "Un bilan partagé avant toute extension."
        ),
        lead=VILLE,
        lead_service="Politique de la ville et jeunesse",
        co_leads=["Bailleur social", "Association Les Trois Platanes"],
        partners=["Collèges", CAF, "Université"],
        lead_people=person("camille"),
        elected_people=person("elise"),
        governance="Convention entre les trois porteurs, comité de suivi chaque trimestre avec les collèges.",
        resources="Loyers modérés par le bailleur, un temps de coordination par l'association, assurance et salles par la ville.",
        participation="co_construction",
        starts_on="2012-01-02",
        calendar="Convention au printemps 2012, entrée des premiers colocataires à la rentrée.",
        status="to_discuss",
        priority="high",
        budget_planned=euros(24_000),
        funders=funders({VILLE: 9_000, CAF: 8_000, "Bailleur social": 7_000}),
        then=[
            edit("2011-11-15 10:50", "camille", "Principe retenu par les trois porteurs le 14 novembre.", status="planned"),
            edit(
                "2012-05-10 14:15",
                "camille",
                "Convention signée par les trois porteurs.",
                status="in_progress",
                notes="Convention d'un an, reconductible deux fois.",
            ),
            edit(
                "2012-09-27 19:00",
                "yann",
                "Deux appartements ouverts sur trois, le dernier attend des travaux d'électricité.",
                notes=("Convention d'un an, reconductible deux fois.\nRentrée 2012 : deux appartements, sept colocataires, 26 élèves."),
            ),
        ],
    ),
    card(
        "3.03",
        "2011-06-10",
        "camille",
        "Ouvrir un café des parents",
        (
            "Parler du sommeil, des écrans ou de l'entrée en sixième autour d'un café, sans rendez-vous et sans jugement. Une "
            "professionnelle de l'écoute est présente ; les thèmes sont choisis par les parents eux-mêmes."
        ),
        objectives=("Deux rendez-vous par mois, dont un le samedi.\nToucher des parents qui ne viennent pas aux réunions d'école."),
        lead=VILLE,
        lead_service="Petite enfance",
        partners=[CAF, "Centre social", "Protection maternelle et infantile"],
        participation="co_construction",
        starts_on="2011-10-01",
        continuous=True,
        status="in_progress",
        priority="medium",
        budget_planned=euros(6_800),
        funders=funders({VILLE: 2_800, CAF: 4_000}),
    ),
    card(
        "3.04",
        "2011-06-28",
        "bastien",
        "Rendre accessibles les bâtiments municipaux",
        (
            "Le diagnostic d'accessibilité existe ; il reste à ordonner les travaux. Les bâtiments où l'on accomplit une démarche "
            "passent d'abord, puis les écoles, puis les salles. Chaque tranche est essayée par des personnes concernées avant la "
            "réception."
        ),
        objectives="Douze bâtiments mis aux normes avant 2015.\nUne visite d'essai pour chaque tranche.",
        lead=VILLE,
        lead_service="Patrimoine bâti",
        partners=["Associations de personnes handicapées", "Services de l'État"],
        governance="Commission communale pour l'accessibilité.",
        participation="concertation",
        starts_on="2011-03-01",
        calendar="Trois bâtiments par an de 2011 à 2014.",
        status="in_progress",
        priority="high",
        budget_planned=euros(520_000),
        funders=funders({VILLE: 400_000, "État": 120_000}),
        then=[
            edit(
                "2012-06-12 10:20",
                "bastien",
                "Cinq bâtiments achevés.",
                notes="Achevés : hôtel de ville, médiathèque, centre social, deux écoles.",
            ),
        ],
    ),
    card(
        "3.05",
        "2011-06-28",
        "elise",
        "Rendre visite aux personnes âgées isolées",
        (
            "Une trentaine de bénévoles, formés et accompagnés par le centre communal d'action sociale, passent une heure par "
            "semaine chez des personnes qui ne sortent plus. Le repérage se fait avec les aides à domicile, les pharmacies et les "
            "gardiens d'immeuble."
        ),
        objectives="Quarante personnes visitées chaque semaine.\nUn binôme joignable pendant les vagues de chaleur.",
        lead=VILLE,
        lead_service="Centre communal d'action sociale",
        partners=["Aides à domicile", "Bailleurs sociaux", "Département de la Moselle"],
        participation="co_construction",
        starts_on="2011-11-07",
        continuous=True,
        status="in_progress",
        priority="high",
        budget_planned=euros(11_000),
        then=[
            edit(
                "2012-08-21 08:40",
                "elise",
                "Vague de chaleur du mois d'août : tous les binômes mobilisés.",
                notes="Août 2012 : 52 personnes appelées chaque jour pendant six jours.",
            ),
        ],
    ),
    card(
        "3.06",
        "2011-06-29",
        "camille",
        "Confier à des jeunes des chantiers dans leur quartier",
        (
            "Pendant les vacances, des groupes de huit jeunes de 14 à 17 ans repeignent un hall, réparent des bancs ou plantent "
            "une haie, encadrés par un agent technique et un animateur. Le travail est rémunéré en chèques pour une activité de "
            "loisirs ou de formation."
        ),
        objectives="Huit chantiers par an.\nAutant de filles que de garçons.",
        lead=VILLE,
        lead_service="Politique de la ville et jeunesse",
        partners=["Bailleurs sociaux", "Prévention spécialisée", CAF],
        participation="co_construction",
        starts_on="2011-07-04",
        continuous=True,
        status="in_progress",
        priority="medium",
        budget_planned=euros(19_000),
        funders=funders({VILLE: 12_000, CAF: 7_000}),
    ),
    card(
        "3.07",
        "2011-06-29",
        "elise",
        "Donner la parole aux enfants dans un conseil municipal",
        (
            "Élus par leurs camarades pour deux ans, les enfants suivent trois actions du plan de leur choix et en rendent compte "
            "dans leur école. Un budget leur est confié, avec l'obligation de dire comment ils l'ont dépensé."
        ),
        objectives="Un conseil installé à la rentrée 2012.\nTrois actions suivies et présentées au conseil municipal.",
        lead=VILLE,
        lead_service="Affaires scolaires et périscolaires",
        partners=["Directions des écoles", "Inspection de l'Éducation nationale"],
        participation="co_construction",
        starts_on="2012-09-03",
        status="planned",
        priority="medium",
        budget_planned=euros(7_500),
        then=[
            edit("2012-10-02 17:00", "elise", "Conseil élu, première séance plénière tenue.", status="in_progress"),
        ],
    ),
    card(
        "3.08",
        "2011-09-22",
        "camille",
        "Adapter les tarifs du sport et de la culture aux revenus",
        (
            "Une grille unique, calculée sur le quotient familial, remplace les sept tarifs en vigueur. Le dossier se fait une "
            "fois par an et vaut pour tous les équipements ; les familles modestes n'ont plus à demander d'aide après coup."
        ),
        objectives=("Une grille unique votée en 2012.\nAugmenter d'un quart la part des enfants inscrits venant de familles modestes."),
        lead=VILLE,
        lead_service="Sports et culture",
        partners=[CAF, "Clubs sportifs", "École de musique"],
        participation="consultation",
        starts_on="2012-02-01",
        ends_on="2012-09-01",
        status="planned",
        priority="medium",
        budget_planned=euros(35_000),
        then=[
            edit("2012-02-02 09:30", "camille", "Simulations lancées sur les inscriptions de 2011.", status="in_progress"),
            edit("2012-06-26 16:45", "elise", "Grille votée, appliquée aux inscriptions de la rentrée.", status="done"),
        ],
    ),
    card(
        "3.09",
        "2011-09-22",
        "yann",
        "Faire travailler ensemble les mémoires et les écrans",
        (
            "Des adolescents aident des aînés à numériser leurs photographies ; les aînés racontent ce qu'elles montrent. Le fonds "
            "constitué, avec l'accord de chacun, nourrit une exposition par an et les archives de la ville."
        ),
        objectives="Six ateliers par an.\nUne exposition, et des archives consultables à la médiathèque.",
        lead="Association Les Trois Platanes",
        co_leads=[VILLE],
        partners=["Médiathèque", "Résidences pour personnes âgées", "Collèges"],
        participation="co_construction",
        starts_on="2012-01-18",
        continuous=True,
        status="planned",
        priority="low",
        budget_planned=euros(3_900),
        then=[
            edit("2012-01-25 14:00", "yann", "Premier atelier tenu à la médiathèque.", status="in_progress"),
        ],
    ),
    card(
        "3.10",
        "2011-10-05",
        "camille",
        "Aider les habitants à organiser leurs fêtes de quartier",
        (
            "Une fête de rue demande de fermer une chaussée, d'assurer le matériel et de prévenir les voisins : trois services et "
            "autant de formulaires. Une page unique, une réponse sous quinze jours et un lot de matériel prêté rendent "
            "l'organisation possible pour une poignée d'habitants."
        ),
        objectives="Doubler le nombre de fêtes en trois ans.\nVaisselle réutilisable fournie à toutes.",
        lead=VILLE,
        lead_service="Animation et vie associative",
        partners=["Association Les Trois Platanes", "Police municipale"],
        participation="co_construction",
        starts_on="2013-03-01",
        continuous=True,
        status="planned",
        priority="low",
        budget_planned=euros(5_200),
    ),
    card(
        "3.11",
        "2011-10-05",
        "camille",
        "Apprendre à bouger et à bien manger dès l'école",
        (
            "Trois rendez-vous dans l'année pour chaque classe de CE2 : un repas préparé ensemble, un parcours en plein air, une "
            "rencontre avec une infirmière. Les familles reçoivent les recettes et les idées de sortie."
        ),
        objectives="Toutes les classes de CE2 chaque année.\nDes menus d'essai repris par la cantine.",
        lead=VILLE,
        lead_service="Affaires scolaires et périscolaires",
        partners=["Agence régionale de santé", "Directions des écoles", "Clubs sportifs"],
        participation="information",
        starts_on="2012-01-09",
        continuous=True,
        status="planned",
        priority="medium",
        budget_planned=euros(9_700),
        funders=funders({VILLE: 5_200, "Agence régionale de santé": 4_500}),
        then=[
            edit("2012-01-23 10:10", "camille", "Huit classes inscrites pour le premier semestre.", status="in_progress"),
        ],
    ),
    card(
        "3.12",
        "2011-11-15",
        "elise",
        "Accueillir au même endroit les demandes d'accès aux droits",
        (
            "Logement, santé, surendettement, papiers : les permanences sont dispersées et leurs horaires changent. Elles sont "
            "réunies dans un même lieu, avec un accueil qui oriente et une salle où l'on peut remplir un dossier accompagné."
        ),
        objectives="Huit permanences réunies.\nUn premier rendez-vous sous sept jours.",
        lead=VILLE,
        lead_service="Centre communal d'action sociale",
        partners=["Département de la Moselle", CAF, "Conseil départemental de l'accès au droit"],
        participation="consultation",
        starts_on="2012-09-17",
        status="planned",
        priority="medium",
        budget_planned=euros(15_000),
        then=[
            edit(
                "2012-09-20 15:20",
                "elise",
                "Le local prévu a subi un dégât des eaux ; ouverture reportée au premier trimestre 2013.",
                status="paused",
            ),
        ],
    ),
    # --- being worked out after version 1
    card(
        "3.13",
        "2011-12-21",
        "camille",
        "Aller chercher la parole de celles et ceux qu'on n'entend pas",
        (
            "Les ateliers ont réuni surtout des habitants déjà engagés. Des entretiens à domicile, des stands au marché et à la "
            "sortie des équipements, des questionnaires courts permettraient d'entendre les autres, puis de leur dire ce que leur "
            "avis a changé."
        ),
        objectives="Deux cents avis recueillis hors réunion.\nUn retour écrit à toutes les personnes rencontrées.",
        lead=VILLE,
        lead_service="Mission développement durable",
        partners=["Centre social", "Association Les Trois Platanes"],
        participation="consultation",
        status="to_discuss",
        priority="high",
    ),
    card(
        "3.14",
        "2012-01-16",
        "elise",
        "Étudier une résidence qui mêle les générations",
        (
            "Le terrain communal libéré pourrait accueillir des logements adaptés aux aînés et des logements de jeunes ménages, "
            "avec une salle commune. L'étude doit dire si l'équilibre financier existe et qui ferait vivre le lieu."
        ),
        objectives="Rendre un avis avant tout engagement sur le terrain.",
        lead=VILLE,
        lead_service="Urbanisme et habitat",
        partners=["Bailleur social", "Département de la Moselle"],
        participation="concertation",
        status="to_discuss",
        priority="medium",
        budget_planned=euros(20_000),
    ),
    card(
        "3.15",
        "2012-01-16",
        "yann",
        "Échanger des savoirs entre voisins",
        (
            "Une heure de couture contre une heure d'allemand : rien ne se paie, tout se compte en heures. L'association teste le "
            "principe depuis l'automne avec une vingtaine de personnes et demande un lieu et un coup de main pour le faire "
            "connaître."
        ),
        objectives="Cent adhérents en deux ans si l'essai est concluant.",
        lead="Association Les Trois Platanes",
        co_leads=[VILLE],
        participation="co_construction",
        status="to_discuss",
        priority="low",
        budget_planned=euros(1_500),
    ),
)
