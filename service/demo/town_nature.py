"""Axis 2 of the town's plan: nature in the town, water and soil."""

from service.demo.story import card, edit, euros, funders, person, restore, withdraw

VILLE = "Ville de Montigny-lès-Metz"
METROPOLE = "Metz Métropole"
EAU = "Agence de l'eau Rhin-Meuse"

CARDS = (
    card(
        "2.01",
        "2011-06-08",
        "bastien",
        "Entretenir les espaces publics sans pesticides",
        (
            "Trottoirs, cimetière, terrains de sport : chaque espace demande sa propre solution, du désherbage à l'eau chaude au "
            "semis de gazon entre les tombes. Le changement se voit, il s'explique : des panneaux et des réunions de quartier "
            "accompagnent chaque nouvelle zone."
        ),
        objectives=(
            "Réduire de moitié les quantités de produits en deux ans, puis s'en passer hors cimetière en 2014.\n"
            "Former tous les agents des espaces verts et de la propreté."
        ),
        lead=VILLE,
        lead_service="Espaces verts",
        partners=[EAU, "Fédération de lutte contre les organismes nuisibles", "Communes voisines"],
        governance="Groupe de suivi espaces verts, propreté et cimetière, tous les deux mois.",
        resources="Désherbeuse à eau chaude achetée avec deux communes voisines, paillage produit en régie.",
        participation="information",
        starts_on="2011-09-01",
        calendar="2012 : voirie ; 2013 : terrains de sport ; 2014 : bilan et choix pour le cimetière.",
        status="in_progress",
        priority="high",
        budget_planned=euros(46_000),
        funders=funders({VILLE: 23_000, EAU: 23_000}),
        then=[
            edit(
                "2012-03-15 11:20",
                "bastien",
                "Relevé annuel des produits achetés : baisse de 38 % entre 2010 et 2011.",
                notes="Produits achetés : 412 kg en 2010, 255 kg en 2011.",
            ),
        ],
    ),
    card(
        "2.02",
        "2011-06-08",
        "bastien",
        "Adapter l'entretien des espaces verts à leur usage",
        (
            "Un massif d'entrée de ville et un talus ne demandent pas le même soin. Un plan classe chaque espace en quatre "
            "niveaux, de l'horticole au naturel, et dit pour chacun la hauteur de tonte, l'arrosage, le nombre de passages et ce "
            "que l'on laisse fleurir."
        ),
        objectives="Classer les 62 hectares d'espaces verts.\nConsacrer un quart des surfaces à une gestion naturelle.",
        lead=VILLE,
        lead_service="Espaces verts",
        partners=["Association de protection de la nature"],
        participation="information",
        starts_on="2011-06-15",
        ends_on="2012-03-30",
        status="in_progress",
        priority="medium",
        budget_planned=euros(12_000),
        then=[
            edit(
                "2012-03-29 16:00",
                "bastien",
                "Plan de gestion adopté, appliqué dès les premières tontes.",
                status="done",
                budget_actual=euros(10_900),
            ),
        ],
    ),
    card(
        "2.03",
        "2011-06-09",
        "camille",
        "Dresser l'atlas de la biodiversité communale avec les habitants",
        (
            "On protège mieux ce que l'on connaît. Des naturalistes inventorient les milieux les plus riches, et des habitants "
            "volontaires, formés en une soirée, observent jardins et cours d'immeuble. Les relevés rejoignent une carte commune, "
            "qui servira ensuite au plan local d'urbanisme."
        ),
        objectives=(
            "Trois saisons d'inventaire.\n"
            "Soixante habitants observateurs.\n"
            "Une carte des continuités naturelles à l'échelle de la parcelle."
        ),
        lead=VILLE,
        lead_service="Mission développement durable",
        co_leads=["Association de protection de la nature"],
        partners=["Écoles", "Muséum", "Région Lorraine"],
        participation="co_construction",
        starts_on="2012-03-20",
        calendar="De mars 2012 à octobre 2014.",
        status="planned",
        priority="medium",
        budget_planned=euros(31_000),
        funders=funders({VILLE: 16_000, "Région Lorraine": 15_000}),
        then=[
            edit("2012-03-21 20:00", "camille", "Première soirée de formation : 27 observateurs inscrits.", status="in_progress"),
        ],
    ),
    card(
        "2.04",
        "2011-06-09",
        "camille",
        "Ouvrir des jardins familiaux et un jardin partagé",
        (
            "La liste d'attente des jardins familiaux dépasse quatre ans. Deux terrains communaux sont aménagés : l'un en "
            "parcelles individuelles de petite taille, l'autre en jardin partagé tenu par une association, avec une partie "
            "accessible en fauteuil roulant."
        ),
        objectives=(
            "Trente parcelles nouvelles, dont cinq de moins de 50 m² pour débuter.\nUn jardin partagé ouvert à tous une fois par semaine."
        ),
        lead=VILLE,
        lead_service="Espaces verts",
        co_leads=["Association Les Trois Platanes"],
        partners=["Bailleurs sociaux", "Association de jardins familiaux"],
        governance="Charte signée par chaque jardinier, conseil de jardin deux fois par an.",
        participation="co_construction",
        starts_on="2012-01-16",
        calendar="Aménagement en 2012, premières plantations au printemps 2013.",
        status="planned",
        priority="high",
        budget_planned=euros(68_000),
        funders=funders({VILLE: 48_000, "Caisse d'allocations familiales": 20_000}),
        then=[
            # Two people write in different lines of the same text without knowing of each other: both changes stand.
            edit(
                "2011-11-08 10:30",
                "camille",
                "Demande de la commission pour l'accessibilité.",
                objectives=(
                    "Trente parcelles nouvelles, dont cinq de moins de 50 m² pour débuter.\n"
                    "Un jardin partagé ouvert à tous une fois par semaine.\n"
                    "Trois bacs surélevés pour jardiner assis."
                ),
            ),
            edit(
                "2011-11-08 10:52",
                "bastien",
                "Plan de géomètre reçu.",
                saw={
                    "objectives": (
                        "Trente parcelles nouvelles, dont cinq de moins de 50 m² pour débuter.\n"
                        "Un jardin partagé ouvert à tous une fois par semaine."
                    )
                },
                objectives=(
                    "Trente-deux parcelles nouvelles, dont cinq de moins de 50 m² pour débuter.\n"
                    "Un jardin partagé ouvert à tous une fois par semaine."
                ),
            ),
            edit(
                "2012-02-07 14:35",
                "bastien",
                "Analyse de sol faite sur le premier terrain : rien ne s'oppose aux cultures potagères.",
                status="in_progress",
                resources="Analyse de sol, clôture, point d'eau et abri commun ; terrassement en régie.",
            ),
        ],
    ),
    card(
        "2.05",
        "2011-06-28",
        "bastien",
        "Récupérer l'eau de pluie pour arroser et laver",
        (
            "Les ateliers municipaux et deux gymnases offrent de grandes toitures proches des points d'arrosage. Des cuves y sont "
            "posées, avec un compteur, pour que les balayeuses et les arroseuses se servent là plutôt qu'au réseau."
        ),
        objectives="Stocker 120 m³ d'eau.\nCouvrir deux tiers de l'arrosage des massifs.",
        lead=VILLE,
        lead_service="Services techniques",
        partners=[EAU],
        participation="none",
        starts_on="2012-04-02",
        ends_on="2012-10-31",
        status="planned",
        priority="medium",
        budget_planned=euros(42_000),
        funders=funders({VILLE: 25_000, EAU: 17_000}),
        then=[
            edit("2012-04-03 08:30", "bastien", "Travaux commencés aux ateliers.", status="in_progress"),
            edit("2012-10-26 15:55", "bastien", "Trois cuves en service, 126 m³ au total.", status="done", budget_actual=euros(43_180)),
        ],
    ),
    card(
        "2.06",
        "2011-06-29",
        "bastien",
        "Suivre l'eau consommée dans chaque équipement et réparer les fuites",
        (
            "Une chasse d'eau qui fuit coûte plusieurs centaines d'euros par an, et personne ne la voit. Les compteurs sont "
            "relevés chaque mois par les gardiens ; au-delà d'un seuil propre à chaque bâtiment, une intervention est déclenchée "
            "dans la semaine."
        ),
        objectives=("Un relevé par mois dans les 28 équipements raccordés.\nRéduire de 15 % la consommation totale en deux ans."),
        lead=VILLE,
        lead_service="Patrimoine bâti",
        partners=["Gardiens des équipements", "Distributeur d'eau"],
        participation="none",
        starts_on="2011-07-01",
        continuous=True,
        status="in_progress",
        priority="high",
        budget_planned=euros(6_000),
        then=[
            edit(
                "2011-10-04 09:10",
                "bastien",
                "Deux fuites trouvées dès le premier trimestre.",
                notes="Été 2011 : fuite de 9 m³ par jour réparée à la piscine d'été, une autre à l'école du centre.",
            ),
            edit("2012-07-05 10:00", "bastien", "Bilan de la première année : moins 11 %.", budget_actual=euros(5_240)),
        ],
    ),
    card(
        "2.07",
        "2011-09-21",
        "bastien",
        "Planter davantage d'arbres et protéger ceux qui existent",
        (
            "Un chantier suffit à blesser des racines pour trente ans. Une charte de l'arbre, jointe à tous les marchés de "
            "travaux, fixe les distances, les protections et le barème des dommages. En parallèle, un arbre adapté aux étés secs "
            "est planté pour chaque sujet abattu, plus un."
        ),
        objectives="Quatre cents arbres plantés entre 2012 et 2015.\nAucun chantier public sans plan de protection.",
        lead=VILLE,
        lead_service="Espaces verts",
        partners=["Entreprises de travaux publics", "Concessionnaires de réseaux"],
        participation="information",
        starts_on="2011-11-25",
        continuous=True,
        status="planned",
        priority="medium",
        budget_planned=euros(60_000),
        then=[
            edit("2011-11-28 09:50", "bastien", "Première campagne de plantation.", status="in_progress"),
            edit(
                "2012-11-23 11:05",
                "bastien",
                "Deuxième campagne : 108 arbres depuis le début.",
                notes="108 arbres plantés au 23 novembre 2012, onze essences.",
            ),
        ],
    ),
    card(
        "2.08",
        "2011-09-21",
        "camille",
        "Tracer un sentier de découverte de la nature proche",
        (
            "Une boucle d'une heure et demie, au départ d'un arrêt de bus, relie les coins de nature de la ville. Les panneaux "
            "sont dessinés par les élèves de deux écoles avec l'aide d'une association ; une version pour les personnes "
            "malvoyantes est enregistrée."
        ),
        objectives="Cinq kilomètres balisés, dont trois accessibles aux poussettes et aux fauteuils.",
        lead=VILLE,
        lead_service="Animation et vie associative",
        partners=["Écoles", "Association de protection de la nature", "Office de tourisme"],
        elected_people=person("elise"),
        participation="co_construction",
        starts_on="2012-04-10",
        ends_on="2013-05-31",
        status="planned",
        priority="low",
        budget_planned=euros(14_500),
        then=[
            edit(
                "2012-03-26 13:40",
                "camille",
                "Les deux écoles préfèrent commencer avec une année scolaire complète devant elles.",
                starts_on="2013-01-14",
                ends_on="2014-05-30",
            ),
        ],
    ),
    card(
        "2.09",
        "2011-09-27",
        "camille",
        "Accueillir des ruches et des abris à insectes",
        (
            "Quatre ruches suivies par une apicultrice et une dizaine d'abris à insectes, construits lors de chantiers ouverts, "
            "servent d'abord à parler de pollinisation. Le miel récolté est offert aux écoles et aux nouveaux habitants."
        ),
        objectives="Vingt classes accueillies par an.\nUn rucher respectant les distances et déclaré.",
        lead=VILLE,
        lead_service="Espaces verts",
        partners=["Apicultrice référente", "Écoles"],
        participation="information",
        starts_on="2012-04-16",
        continuous=True,
        status="planned",
        priority="low",
        budget_planned=euros(5_600),
        then=[
            # Withdrawn as a duplicate, then brought back: the history keeps both reasons.
            withdraw(
                "2011-10-13 17:20", "camille", "Fait double emploi avec l'inventaire de la biodiversité, d'après le comité technique."
            ),
            restore(
                "2011-10-27 09:30",
                "camille",
                (
                    "Le Club 21 demande de la garder : elle vise les écoles, pas l'inventaire. Portée distincte confirmée avec les espaces "
                    "verts."
                ),
            ),
            edit("2012-04-17 10:15", "bastien", "Quatre ruches installées sur le toit des serres.", status="in_progress"),
        ],
    ),
    card(
        "2.10",
        "2011-10-04",
        "maud",
        "Composter au pied des immeubles",
        (
            "Les biodéchets forment un tiers de la poubelle. Dans les résidences volontaires, trois bacs, un broyeur prêté et un "
            "voisin formé comme guide suffisent à les transformer sur place. L'agglomération fournit le matériel, la ville trouve "
            "les résidences et anime la première année."
        ),
        objectives="Quinze résidences équipées en trois ans.\nQuarante tonnes de biodéchets détournées chaque année.",
        lead=METROPOLE,
        lead_service="Gestion des déchets",
        co_leads=[VILLE],
        partners=["Bailleurs sociaux", "Syndics de copropriété", "Association Les Trois Platanes"],
        governance="Réunion des guides composteurs chaque semestre.",
        participation="co_construction",
        starts_on="2011-10-15",
        continuous=True,
        status="in_progress",
        priority="high",
        budget_planned=euros(21_000),
        funders=funders({METROPOLE: 15_000, "ADEME Lorraine": 6_000}),
        then=[
            edit("2012-02-02 15:10", "yann", "Une dizaine d'habitants formés en janvier.", add={"partners": ["Régie de quartier"]}),
            edit(
                "2012-09-18 16:30", "maud", "Sept résidences équipées.", notes="Sept résidences équipées en un an, 210 foyers participants."
            ),
        ],
    ),
    card(
        "2.11",
        "2011-11-08",
        "yann",
        "Cultiver un potager dans chaque groupe scolaire",
        (
            "Un carré de terre, des outils à la bonne taille, un calendrier qui suit l'année scolaire et non l'année civile : les "
            "récoltes d'automne sont préparées avant l'été par le centre de loisirs. Les jardiniers retraités du quartier "
            "transmettent les gestes."
        ),
        objectives="Un potager par groupe scolaire à la rentrée 2013.\nUne récolte goûtée à la cantine dans l'année.",
        lead=VILLE,
        lead_service="Affaires scolaires et périscolaires",
        co_leads=["Association Les Trois Platanes"],
        partners=["Directions des écoles", "Centre de loisirs"],
        participation="co_construction",
        starts_on="2012-03-05",
        calendar="Deux écoles au printemps 2012, les suivantes à chaque rentrée.",
        status="planned",
        priority="medium",
        budget_planned=euros(8_400),
        then=[
            edit("2012-03-13 11:50", "yann", "Plantations faites dans deux écoles.", status="in_progress"),
        ],
    ),
    # --- being worked out after version 1
    card(
        "2.12",
        "2011-12-20",
        "camille",
        "Inscrire les continuités naturelles dans le plan local d'urbanisme",
        (
            "La carte tirée de l'atlas de la biodiversité dira par où passent la faune et la flore. Encore faut-il que le "
            "règlement d'urbanisme la fasse respecter : clôtures perméables, part de pleine terre, alignements à conserver."
        ),
        objectives="Proposer une rédaction au moment de la prochaine révision.",
        lead=VILLE,
        lead_service="Urbanisme et habitat",
        partners=[METROPOLE, "Agence d'urbanisme"],
        participation="concertation",
        status="to_discuss",
        priority="medium",
    ),
    card(
        "2.13",
        "2011-12-21",
        "bastien",
        "Éteindre les lumières qui gênent la faune nocturne",
        (
            "À croiser avec la modernisation de l'éclairage : parcs, berges et façades n'ont pas besoin d'être éclairés toute la "
            "nuit. Une extinction d'essai est proposée dans deux parcs, après information des riverains et avis de la police "
            "municipale."
        ),
        objectives="Tenir l'essai sur une saison complète et en tirer une règle.",
        lead=VILLE,
        lead_service="Voirie et réseaux",
        partners=["Police municipale", "Association de protection de la nature"],
        participation="consultation",
        status="to_discuss",
        priority="low",
        then=[
            edit(
                "2012-03-08 09:45",
                "bastien",
                "Seul un parc se prête à l'essai, l'autre étant traversé par un chemin d'école.",
                notes="Essai limité à un parc.",
            )
        ],
    ),
    card(
        "2.14",
        "2012-01-13",
        "yann",
        "Laisser les habitants fleurir leur pied d'immeuble",
        (
            "Un permis de végétaliser, sur une page, donnerait le droit d'occuper quelques décimètres de trottoir : plantes sobres "
            "en eau, pas de produits chimiques, entretien par le demandeur. La ville préparerait la fosse et fournirait la terre."
        ),
        objectives="Écrire la charte et la tester dans une rue.",
        lead=VILLE,
        lead_service="Espaces verts",
        co_leads=["Association Les Trois Platanes"],
        participation="co_construction",
        status="to_discuss",
        priority="low",
        budget_planned=euros(3_000),
    ),
    card(
        "2.15",
        "2012-01-13",
        "bastien",
        "Rendre perméable un parc de stationnement communal",
        (
            "Lors des gros orages, l'eau du parking rejoint d'un coup le réseau. Des dalles engazonnées et une noue plantée la "
            "laisseraient s'infiltrer. Le choix du site dépend des sondages de sol et des réseaux enterrés."
        ),
        objectives="Choisir un site et chiffrer avant l'automne 2012.",
        lead=VILLE,
        lead_service="Voirie et réseaux",
        partners=[EAU, METROPOLE],
        participation="information",
        status="to_discuss",
        priority="medium",
        budget_planned=euros(85_000),
    ),
)
