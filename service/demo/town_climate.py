"""Axis 1 of the town's plan: getting about, housing and energy."""

from service.demo.story import card, edit, euros, funders, person, settle

VILLE = "Ville de Montigny-lès-Metz"
METROPOLE = "Metz Métropole"

CARDS = (
    card(
        "1.01",
        "2011-06-07",
        "camille",
        "Relancer Carapatte, le ramassage scolaire à pied",
        (
            "Carapatte emmène les enfants à l'école à pied, en petits groupes, sous la conduite d'adultes volontaires. Deux lignes "
            "tournaient encore à la rentrée 2010, contre cinq au départ : les parents accompagnateurs ont vieilli avec leurs "
            "enfants et n'ont pas été remplacés.\n"
            "L'action remet le dispositif sur pied école par école : on part des adresses des élèves, on redessine les lignes avec "
            "les familles, puis on élargit le cercle des accompagnateurs aux grands-parents et aux associations du quartier.\n"
            "C'est l'exemple retenu pour expliquer la transversalité du plan : moins de voitures devant l'école, des enfants qui "
            "marchent, des voisins qui se connaissent."
        ),
        objectives=(
            "Cinq lignes en service à la rentrée 2012 et huit à la rentrée 2013.\n"
            "Un enfant sur dix venant à pied avec Carapatte dans les écoles desservies.\n"
            "Au moins trente accompagnateurs réguliers, dont un tiers hors parents d'élèves."
        ),
        lead=VILLE,
        lead_service="Affaires scolaires et périscolaires",
        partners=["Associations de parents d'élèves", "Directions des écoles", "Police municipale", "Association Les Trois Platanes"],
        elected_people=person("elise"),
        governance="Un comité de ligne par école, réuni chaque trimestre ; un point annuel devant le Club 21.",
        resources="Un demi-poste de coordination à la rentrée, gilets et panneaux d'arrêt, assurance des accompagnateurs.",
        participation="co_construction",
        starts_on="2011-09-05",
        continuous=True,
        status="in_progress",
        priority="high",
        aims=["climate", "cohesion", "fulfilment"],
        budget_planned=euros(9_500),
        funders=funders({VILLE: 7_000, "Caisse d'allocations familiales": 2_500}),
        notes="Prévoir une solution de repli les jours de neige : le report sur la garderie du matin a été accepté par les écoles.",
        then=[
            edit(
                "2011-10-11 16:20",
                "yann",
                "Les bénévoles de l'association tiennent la ligne de la rue de Pont-à-Mousson depuis la rentrée.",
                add={"co_leads": ["Association Les Trois Platanes"]},
                remove={"partners": ["Association Les Trois Platanes"]},
            ),
            edit(
                "2012-03-20 10:05",
                "camille",
                "Bilan du deuxième trimestre : quatre lignes ouvertes, 61 enfants inscrits.",
                notes=(
                    "Prévoir une solution de repli les jours de neige : le report sur la garderie du matin a été accepté par les écoles.\n"
                    "Mars 2012 : quatre lignes, 61 enfants inscrits, 22 accompagnateurs dont 6 retraités."
                ),
            ),
            edit(
                "2012-09-25 09:40",
                "camille",
                "Cinquième ligne ouverte à la rentrée, objectif atteint pour 2012.",
                budget_actual=euros(8_730),
            ),
        ],
    ),
    card(
        "1.02",
        "2011-06-07",
        "maud",
        "Relier les pistes cyclables de la ville à celles de l'agglomération",
        (
            "La ville compte des aménagements cyclables de bonne qualité, mais interrompus : plusieurs s'arrêtent à la limite "
            "communale ou avant un carrefour difficile. L'action comble les manques les plus gênants et raccorde le réseau "
            "communal au schéma de l'agglomération, pour qu'un trajet quotidien vers la gare de Metz puisse se faire sans rupture."
        ),
        objectives=(
            "Traiter six discontinuités en trois ans.\n"
            "Assurer un itinéraire continu et jalonné entre le centre-ville et la gare de Metz.\n"
            "Doubler le nombre de cyclistes comptés sur cet itinéraire."
        ),
        lead=METROPOLE,
        lead_service="Pôle mobilité",
        co_leads=[VILLE],
        partners=["Association d'usagers du vélo", "Département de la Moselle"],
        governance="Groupe vélo ville et agglomération, deux fois par an, avec visite de terrain.",
        resources="Maîtrise d'œuvre assurée par les services techniques ; comptages confiés à l'agglomération.",
        participation="concertation",
        starts_on="2012-03-01",
        calendar="Deux discontinuités par an de 2012 à 2014, en commençant par les carrefours.",
        status="planned",
        priority="high",
        budget_planned=euros(240_000),
        funders=funders({METROPOLE: 120_000, VILLE: 90_000, "Région Lorraine": 30_000}),
        then=[
            # Two people change the budget without knowing of each other: the second is told, and the facilitator settles it.
            edit(
                "2011-10-18 10:12", "bastien", "Chiffrage des services techniques après levé topographique.", budget_planned=euros(265_000)
            ),
            edit(
                "2011-10-18 11:47",
                "maud",
                "Montant inscrit dans la programmation de l'agglomération.",
                saw={"budget_planned": euros(240_000)},
                budget_planned=euros(228_000),
            ),
            settle(
                "2011-11-03 15:30",
                "camille",
                "budget_planned",
                euros(252_000),
                "Accord en réunion de travail du 3 novembre : le carrefour le plus cher passe en seconde tranche.",
            ),
            edit("2012-04-16 14:00", "maud", "Démarrage du premier carrefour.", status="in_progress"),
        ],
    ),
    card(
        "1.03",
        "2011-06-07",
        "bastien",
        "Installer des arceaux et des abris à vélos devant les équipements publics",
        (
            "Faute d'endroit sûr où attacher son vélo, on prend la voiture. Un relevé mené au printemps 2011 montre que neuf "
            "équipements municipaux sur vingt-quatre ne proposent aucun stationnement pour les vélos et que quatre autres n'ont "
            "que des râteliers qui abîment les roues."
        ),
        objectives=("Équiper tous les équipements municipaux recevant du public.\nDeux cents places nouvelles, dont soixante couvertes."),
        lead=VILLE,
        lead_service="Services techniques",
        partners=["Association d'usagers du vélo"],
        elected_people=person("elise"),
        resources="Achat groupé avec les communes voisines, pose en régie.",
        participation="consultation",
        starts_on="2011-10-01",
        ends_on="2012-06-29",
        status="in_progress",
        priority="medium",
        budget_planned=euros(38_000),
        funders=funders({VILLE: 28_000, "ADEME Lorraine": 10_000}),
        then=[
            edit(
                "2012-02-14 11:10",
                "bastien",
                "Première tranche posée : gymnases et médiathèque, 96 places.",
                notes="Tranche 1 : 96 places posées en régie en janvier 2012.\nTranche 2 : écoles, au printemps.",
            ),
            edit(
                "2012-06-28 17:05",
                "bastien",
                "Dernier abri posé devant l'école de musique ; 208 places au total.",
                status="done",
                budget_actual=euros(35_640),
            ),
        ],
    ),
    card(
        "1.04",
        "2011-06-08",
        "bastien",
        "Établir le diagnostic énergétique des bâtiments municipaux",
        (
            "Le patrimoine communal compte une trentaine de bâtiments chauffés, construits pour la plupart entre 1955 et 1980. "
            "Leurs consommations sont connues en total, rarement bâtiment par bâtiment. Le diagnostic donne pour chacun une "
            "étiquette, une liste de travaux classés par rapport entre dépense et économie, et un plan sur dix ans."
        ),
        objectives=(
            "Diagnostiquer les douze bâtiments qui pèsent le plus lourd avant la fin de 2012.\n"
            "Préparer un programme de travaux capable de réduire leur consommation de 20 % en cinq ans."
        ),
        lead=VILLE,
        lead_service="Patrimoine bâti",
        partners=["ADEME Lorraine", "Région Lorraine"],
        lead_people=person("bastien"),
        governance="Suivi par le comité de pilotage de l'Agenda 21, restitution aux utilisateurs de chaque bâtiment.",
        resources="Bureau d'études spécialisé, un agent référent par bâtiment.",
        participation="none",
        starts_on="2011-11-02",
        ends_on="2012-12-21",
        status="planned",
        priority="high",
        budget_planned=euros(54_000),
        funders=funders({VILLE: 27_000, "ADEME Lorraine": 18_900, "Région Lorraine": 8_100}),
        then=[
            edit("2011-12-05 09:15", "bastien", "Marché notifié au bureau d'études.", status="in_progress"),
            edit(
                "2012-10-09 14:25",
                "bastien",
                "Dix diagnostics rendus sur douze ; les deux derniers attendent la saison de chauffe.",
                calendar="Dix bâtiments rendus en octobre 2012, les deux gymnases pendant l'hiver.",
            ),
            edit(
                "2012-12-18 16:40",
                "bastien",
                "Douze diagnostics remis et présentés au comité de pilotage.",
                status="done",
                budget_actual=euros(52_300),
            ),
        ],
    ),
    card(
        "1.05",
        "2011-06-08",
        "bastien",
        "Moderniser l'éclairage public rue par rue",
        (
            "L'éclairage public représente près d'un tiers de la facture d'électricité de la commune. Les lampes à vapeur de "
            "mercure sont remplacées, les armoires reçoivent des horloges astronomiques et l'intensité baisse au cœur de la nuit "
            "là où la sécurité le permet."
        ),
        objectives=(
            "Remplacer les 640 points lumineux les plus anciens.\nRéduire d'un quart la consommation d'électricité de l'éclairage public."
        ),
        lead=VILLE,
        lead_service="Voirie et réseaux",
        partners=["Police municipale", "Gestionnaire du réseau électrique"],
        resources="Marché pluriannuel de maintenance, relevés de consommation par armoire.",
        participation="information",
        starts_on="2012-02-01",
        calendar="Par secteurs, de 2012 à 2016, à l'occasion des travaux de voirie.",
        status="planned",
        priority="high",
        budget_planned=euros(410_000),
        funders=funders({VILLE: 350_000, "ADEME Lorraine": 60_000}),
        then=[
            edit("2012-02-20 08:50", "bastien", "Premier secteur engagé.", status="in_progress"),
            edit(
                "2012-05-22 17:30",
                "elise",
                "Demande du conseil de quartier : garder un niveau suffisant devant les arrêts de bus.",
                notes="L'abaissement nocturne ne s'applique pas aux abords des arrêts de bus ni aux passages piétons.",
            ),
        ],
    ),
    card(
        "1.06",
        "2011-06-09",
        "camille",
        "Tenir une permanence d'information sur l'énergie à l'hôtel de ville",
        (
            "Beaucoup d'habitants renoncent à isoler leur logement parce qu'ils ne savent ni par où commencer ni à quelles aides "
            "ils ont droit. Une conseillère de l'espace info énergie reçoit sur rendez-vous, gratuitement et sans rien vendre, un "
            "après-midi par quinzaine."
        ),
        objectives=("Cent vingt ménages conseillés par an.\nUn ménage sur trois engageant des travaux dans les dix-huit mois."),
        lead=VILLE,
        lead_service="Urbanisme et habitat",
        co_leads=[METROPOLE],
        partners=["Espace info énergie", "ADEME Lorraine"],
        resources="Un bureau et la prise de rendez-vous à l'accueil ; la conseillère est mise à disposition.",
        participation="information",
        starts_on="2011-10-12",
        continuous=True,
        status="in_progress",
        priority="medium",
        budget_planned=euros(4_200),
        then=[
            edit(
                "2012-01-17 11:30",
                "camille",
                "Premier trimestre : 34 rendez-vous, autant que prévu.",
                notes="D'octobre à décembre 2011 : 34 rendez-vous, dont 21 propriétaires occupants.",
            ),
        ],
    ),
    card(
        "1.07",
        "2011-06-28",
        "bastien",
        "Passer à 30 km/h les rues qui entourent les écoles",
        (
            "Autour de chaque groupe scolaire, un périmètre apaisé est dessiné avec les parents, les riverains et la police "
            "municipale : entrée marquée, traversées surélevées, stationnement reporté. Ces rues sont aussi celles qu'empruntent "
            "les lignes de Carapatte."
        ),
        objectives=(
            "Une zone par groupe scolaire d'ici à la rentrée 2014.\nAucune vitesse mesurée au-dessus de 45 km/h aux heures d'école."
        ),
        lead=VILLE,
        lead_service="Voirie et réseaux",
        partners=["Police municipale", "Directions des écoles", "Département de la Moselle"],
        participation="concertation",
        starts_on="2012-04-02",
        calendar="Deux zones par an, travaux pendant les vacances scolaires.",
        status="planned",
        priority="high",
        budget_planned=euros(180_000),
        funders=funders({VILLE: 140_000, "Département de la Moselle": 40_000}),
        then=[
            edit("2012-05-02 09:20", "bastien", "Travaux de la première zone pendant les vacances de printemps.", status="in_progress"),
        ],
    ),
    card(
        "1.08",
        "2011-06-28",
        "maud",
        "Faciliter le covoiturage vers les zones d'emploi de l'agglomération",
        (
            "Les déplacements entre le domicile et le travail se font à plus de 70 % en voiture, presque toujours avec une seule "
            "personne à bord. L'action repère deux parcs de stationnement sous-utilisés pour y donner rendez-vous, et relaie "
            "localement la plate-forme départementale de mise en relation."
        ),
        objectives=("Deux aires signalées, vingt places chacune.\nCent habitants inscrits sur la plate-forme la première année."),
        lead=METROPOLE,
        lead_service="Pôle mobilité",
        co_leads=[VILLE],
        partners=["Département de la Moselle", "Entreprises de l'agglomération"],
        elected_people=person("elise"),
        participation="information",
        starts_on="2012-09-03",
        status="planned",
        priority="low",
        budget_planned=euros(16_000),
        then=[
            edit(
                "2012-10-23 10:45",
                "maud",
                "Le propriétaire du parc de stationnement pressenti a retiré son accord ; un autre site est cherché.",
                status="blocked",
            ),
        ],
    ),
    card(
        "1.09",
        "2011-06-29",
        "camille",
        "Mesurer les émissions de gaz à effet de serre du territoire",
        (
            "Le diagnostic de 2010 a réuni des ordres de grandeur ; il manque une mesure que l'on puisse refaire. Un bilan "
            "complet, patrimoine et territoire, est conduit avec la méthode de l'ADEME, puis repris tous les trois ans avec le "
            "même périmètre."
        ),
        objectives=("Un premier bilan publié en 2012, un deuxième en 2015.\nDes résultats lisibles par tous, sur deux pages."),
        lead=VILLE,
        lead_service="Mission développement durable",
        co_leads=[METROPOLE],
        partners=["ADEME Lorraine", "Surveillance de la qualité de l'air"],
        elected_people=person("elise"),
        governance="Comité technique commun avec l'agglomération, qui prépare son propre plan climat.",
        participation="information",
        starts_on="2012-01-09",
        ends_on="2012-11-30",
        status="planned",
        priority="medium",
        budget_planned=euros(22_000),
        funders=funders({VILLE: 11_000, "ADEME Lorraine": 11_000}),
        then=[
            edit("2012-01-19 09:00", "camille", "Recueil des données lancé auprès des services.", status="in_progress"),
            edit(
                "2012-11-27 18:10",
                "camille",
                "Bilan présenté au conseil municipal et mis en ligne.",
                status="done",
                budget_actual=euros(21_450),
            ),
        ],
    ),
    card(
        "1.10",
        "2011-09-20",
        "bastien",
        "Équiper de panneaux solaires la toiture d'un gymnase",
        (
            "La toiture du gymnase doit être refaite : c'est le bon moment pour y poser des panneaux. L'étude compare l'eau chaude "
            "solaire, qui sert aux douches, et la production d'électricité, et chiffre l'entretien sur vingt ans."
        ),
        objectives=("Couvrir 60 % des besoins d'eau chaude du gymnase.\nFaire de l'installation un support de visite pour les écoles."),
        lead=VILLE,
        lead_service="Patrimoine bâti",
        partners=["ADEME Lorraine", "Région Lorraine", "Clubs sportifs"],
        elected_people=person("elise"),
        participation="none",
        starts_on="2012-06-01",
        ends_on="2013-09-30",
        status="planned",
        priority="medium",
        budget_planned=euros(95_000),
        funders=funders({VILLE: 57_000, "Région Lorraine": 38_000}),
        then=[
            edit(
                "2012-09-11 13:50",
                "bastien",
                "La charpente doit être renforcée avant la pose : l'étude de structure est attendue pour le printemps 2013.",
                status="paused",
            ),
        ],
    ),
    card(
        "1.11",
        "2011-09-20",
        "camille",
        "Montrer aux copropriétés où part la chaleur",
        (
            "Une balade thermique en soirée d'hiver, caméra infrarouge à la main, montre à un immeuble ses fenêtres, ses balcons "
            "et ses combles. Les syndics et les conseils syndicaux volontaires reçoivent ensuite un dossier de préparation pour "
            "leur assemblée générale : audit, aides, ordre des travaux."
        ),
        objectives="Huit copropriétés accompagnées en deux hivers.\nTrois votes de travaux obtenus.",
        lead=VILLE,
        lead_service="Urbanisme et habitat",
        partners=["Espace info énergie", "Syndics de copropriété", "Agence nationale de l'habitat"],
        participation="consultation",
        calendar="De décembre à février, deux hivers de suite.",
        starts_on="2011-12-01",
        status="planned",
        priority="medium",
        budget_planned=euros(7_800),
        then=[
            edit("2012-01-10 18:45", "camille", "Première balade organisée : 40 participants.", status="in_progress"),
            edit(
                "2012-03-06 09:35",
                "bastien",
                "Les images montrent les mêmes défauts sur les immeubles des années 1960.",
                notes="Modèle de dossier commun aux immeubles construits entre 1960 et 1970.",
            ),
        ],
    ),
    card(
        "1.12",
        "2011-10-25",
        "maud",
        "Rendre les arrêts de bus accessibles et lisibles",
        (
            "Quais trop bas, abris tournés dans le mauvais sens, horaires illisibles : les ateliers de quartier ont dressé la "
            "liste arrêt par arrêt. L'action met à niveau les arrêts les plus fréquentés et ajoute un plan de quartier qui donne "
            "les temps de marche."
        ),
        objectives="Douze arrêts mis à niveau en trois ans.\nUn plan de quartier dans chaque abri.",
        lead=METROPOLE,
        lead_service="Pôle mobilité",
        co_leads=[VILLE],
        partners=["Exploitant du réseau de bus", "Associations de personnes handicapées"],
        governance="Commission d'accessibilité, avec visite d'essai avant chaque tranche.",
        participation="concertation",
        starts_on="2012-05-02",
        calendar="Quatre arrêts par an de 2012 à 2014.",
        status="planned",
        priority="medium",
        budget_planned=euros(132_000),
        funders=funders({METROPOLE: 92_000, VILLE: 40_000}),
        then=[
            edit(
                "2012-04-12 15:15",
                "maud",
                "Marché de travaux regroupé avec celui des communes voisines, notifié seulement en fin d'année.",
                starts_on="2013-04-02",
                calendar="Quatre arrêts par an de 2013 à 2015.",
            ),
        ],
    ),
    # --- being worked out after version 1
    card(
        "1.13",
        "2011-12-20",
        "camille",
        "Essayer une rue fermée aux voitures à la sortie de l'école",
        (
            "Proposée en atelier par des parents : fermer une rue pendant une demi-heure, matin et soir, avec une barrière tenue "
            "par des bénévoles. L'essai durerait un trimestre devant une seule école, avec mesure du trafic reporté avant de "
            "décider de la suite."
        ),
        objectives="Choisir l'école et le périmètre avec les riverains avant le printemps 2012.",
        lead=VILLE,
        lead_service="Police municipale",
        partners=["Associations de parents d'élèves", "Riverains"],
        elected_people=person("elise"),
        participation="co_construction",
        status="to_discuss",
        priority="medium",
        then=[
            edit(
                "2012-02-28 18:20",
                "elise",
                "Deux écoles candidates après la réunion publique du 27 février.",
                notes="Deux écoles se sont portées candidates ; visite sur place en mars.",
            )
        ],
    ),
    card(
        "1.14",
        "2011-12-20",
        "maud",
        "Prêter des vélos à assistance électrique pour un mois d'essai",
        (
            "Un vélo électrique coûte cher et fait hésiter. Un prêt d'un mois, avec un contrat simple et un questionnaire au "
            "retour, permettrait de se décider. L'agglomération étudie l'achat de dix vélos qui tourneraient entre les communes "
            "volontaires."
        ),
        objectives="Connaître le coût complet par prêt, assurance comprise.",
        lead=METROPOLE,
        lead_service="Pôle mobilité",
        co_leads=[VILLE],
        partners=["Vélocistes"],
        participation="consultation",
        status="to_discuss",
        priority="low",
        budget_planned=euros(18_000),
    ),
    card(
        "1.15",
        "2012-01-12",
        "bastien",
        "Étudier une chaufferie au bois pour un groupe scolaire",
        (
            "La chaudière au fioul du groupe scolaire arrive en fin de vie. Une note d'opportunité compare le bois déchiqueté, les "
            "granulés et le raccordement à un réseau de chaleur, en coût global et en émissions."
        ),
        objectives="Rendre la note avant l'été 2012 pour inscrire les travaux au budget 2013.",
        lead=VILLE,
        lead_service="Patrimoine bâti",
        partners=["ADEME Lorraine", "Filière bois locale"],
        participation="none",
        status="to_discuss",
        priority="medium",
        budget_planned=euros(6_500),
    ),
    card(
        "1.16",
        "2012-01-12",
        "camille",
        "Inscrire des familles à un défi d'économies d'énergie",
        (
            "Des équipes de voisins s'engagent pendant un hiver à consommer moins, sans travaux, avec un relevé de compteur par "
            "semaine et un capitaine formé par équipe. Reste à trouver les animateurs et à dire ce que la ville apporte."
        ),
        objectives="Former deux équipes pour l'hiver suivant.",
        lead=VILLE,
        lead_service="Mission développement durable",
        partners=["Espace info énergie", "Association Les Trois Platanes"],
        participation="co_construction",
        status="to_discuss",
        priority="low",
    ),
)
