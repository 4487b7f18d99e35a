"""Axis 4 of the town's plan: what is bought, eaten, thrown away and made."""

from service.demo.story import card, edit, euros, funders, person

VILLE = "Ville de Montigny-lès-Metz"
METROPOLE = "Metz Métropole"

CARDS = (
    card(
        "4.01",
        "2011-06-08",
        "camille",
        "Servir davantage de produits locaux et biologiques à la cantine",
        (
            "Les restaurants scolaires servent plusieurs centaines de repas par jour. Le marché est découpé en lots plus petits, "
            "auxquels des producteurs des environs peuvent répondre, et les menus suivent les saisons. Les cuisinières et les "
            "cuisiniers sont formés aux cuissons longues et aux légumes secs, qui libèrent de quoi payer la qualité."
        ),
        objectives=(
            "20 % de produits locaux ou biologiques en 2012, 35 % en 2014.\nUn repas sans viande par semaine, accepté par les enfants."
        ),
        lead=VILLE,
        lead_service="Restauration scolaire",
        partners=["Chambre d'agriculture", "Producteurs locaux", "Associations de parents d'élèves"],
        governance="Commission des menus élargie aux parents et à deux élèves par école.",
        participation="consultation",
        starts_on="2011-09-05",
        continuous=True,
        status="in_progress",
        priority="high",
        budget_planned=euros(30_000),
        then=[
            edit(
                "2012-07-06 12:20",
                "camille",
                "Part mesurée sur l'année scolaire : 22 % des achats.",
                notes="Année scolaire 2011-2012 : 22 % de produits locaux ou biologiques, pour 18 % visés à mi-parcours.",
            ),
        ],
    ),
    card(
        "4.02",
        "2011-06-09",
        "camille",
        "Peser et réduire ce qui se jette à la cantine",
        (
            "Pendant deux semaines, tout ce qui part à la poubelle est pesé devant les enfants. Le résultat surprend toujours et "
            "les idées viennent d'eux : petites et grandes faims, pain en fin de chaîne, fruits coupés. On pèse de nouveau au "
            "printemps pour vérifier."
        ),
        objectives="Une pesée par école et par an.\nUn tiers de gaspillage en moins entre deux pesées.",
        lead=VILLE,
        lead_service="Restauration scolaire",
        partners=["Directions des écoles", METROPOLE],
        participation="co_construction",
        starts_on="2011-11-14",
        continuous=True,
        status="in_progress",
        priority="medium",
        budget_planned=euros(2_600),
        then=[
            edit(
                "2011-12-06 13:35",
                "camille",
                "Première pesée : 148 g jetés par enfant et par repas.",
                notes="Novembre 2011 : 148 g par enfant et par repas, dont 61 g de pain et de légumes.",
            ),
            edit(
                "2012-05-31 13:20",
                "camille",
                "Deuxième pesée dans les mêmes écoles : 109 g.",
                notes=(
                    "Novembre 2011 : 148 g par enfant et par repas, dont 61 g de pain et de légumes.\nMai 2012 : 109 g, soit 26 % de moins."
                ),
            ),
        ],
    ),
    card(
        "4.03",
        "2011-06-28",
        "yann",
        "Accueillir un marché de producteurs en fin de journée",
        (
            "Un soir par semaine, une dizaine de producteurs s'installent sur une place bien desservie, à l'heure où l'on rentre "
            "du travail. Les emplacements sont attribués pour un an, avec un tarif réduit pour qui débute et une charte sur "
            "l'origine des produits."
        ),
        objectives="Douze producteurs présents, à moins de 60 km.\nUne fréquentation stable au bout d'un an.",
        lead=VILLE,
        lead_service="Commerce et artisanat",
        partners=["Chambre d'agriculture", "Union des commerçants", "Association Les Trois Platanes"],
        participation="concertation",
        starts_on="2012-04-19",
        continuous=True,
        status="planned",
        priority="medium",
        budget_planned=euros(6_000),
        then=[
            edit("2012-04-20 09:15", "camille", "Premier marché tenu, neuf producteurs.", status="in_progress"),
        ],
    ),
    card(
        "4.04",
        "2011-06-28",
        "camille",
        "Réduire l'empreinte des fêtes et des manifestations",
        (
            "Toute association qui demande une salle ou une subvention reçoit une liste d'engagements simples : gobelets lavables, "
            "tri, covoiturage, accessibilité. La ville prête le matériel ; les organisateurs s'engagent sur ce qu'ils choisissent "
            "et le disent à l'affiche."
        ),
        objectives=("Quinze manifestations engagées la première année.\nPlus aucun gobelet jetable dans les fêtes municipales."),
        lead=VILLE,
        lead_service="Animation et vie associative",
        partners=["Office municipal des sports", "Associations culturelles", METROPOLE],
        participation="co_construction",
        starts_on="2011-07-01",
        continuous=True,
        status="in_progress",
        priority="medium",
        budget_planned=euros(12_500),
        funders=funders({VILLE: 9_000, "ADEME Lorraine": 3_500}),
        then=[
            edit(
                "2012-01-11 16:15",
                "camille",
                "2 000 gobelets achetés, prêt ouvert aux associations.",
                resources="2 000 gobelets lavables, quatre ensembles de bacs de tri, un livret de prêt.",
            ),
        ],
    ),
    card(
        "4.05",
        "2011-09-23",
        "maud",
        "Suivre trente foyers qui veulent alléger leur poubelle",
        (
            "Trente foyers volontaires, de toutes tailles, pèsent leurs déchets pendant un an et essaient chaque mois un geste "
            "nouveau. Leurs résultats, publiés sans leurs noms, montrent ce qui marche dans un logement ordinaire."
        ),
        objectives="Trente foyers jusqu'au bout.\nUn quart de déchets résiduels en moins.",
        lead=METROPOLE,
        lead_service="Gestion des déchets",
        co_leads=[VILLE],
        partners=["ADEME Lorraine", "Association de consommateurs"],
        elected_people=person("elise"),
        participation="co_construction",
        starts_on="2012-01-02",
        ends_on="2012-12-31",
        status="planned",
        priority="medium",
        budget_planned=euros(9_000),
        funders=funders({METROPOLE: 6_000, "ADEME Lorraine": 3_000}),
        then=[
            edit("2012-01-05 10:00", "maud", "32 foyers équipés d'une balance.", status="in_progress"),
            edit(
                "2012-07-10 11:15",
                "maud",
                "Mi-parcours : 29 foyers toujours actifs.",
                notes="À mi-parcours : 29 foyers sur 32, 19 % de déchets résiduels en moins.",
            ),
        ],
    ),
    card(
        "4.06",
        "2011-09-23",
        "maud",
        "Donner une seconde vie aux objets avec une ressourcerie",
        (
            "Meubles, vélos, vaisselle : la moitié de ce qui arrive en déchèterie pourrait resservir. L'étude menée avec "
            "l'agglomération compare trois modèles, dont un chantier d'insertion, et cherche un local assez grand et bien desservi."
        ),
        objectives="Choisir un modèle et un porteur avant la fin de 2012.\nSix emplois d'insertion à l'ouverture.",
        lead=METROPOLE,
        lead_service="Gestion des déchets",
        co_leads=[VILLE],
        partners=["Structures d'insertion", "Région Lorraine", "Département de la Moselle"],
        participation="consultation",
        starts_on="2012-02-01",
        calendar="Étude en 2012, ouverture visée en 2014.",
        status="planned",
        priority="medium",
        budget_planned=euros(28_000),
        funders=funders({METROPOLE: 14_000, "Région Lorraine": 14_000}),
        then=[
            edit("2012-03-01 14:40", "maud", "Étude lancée avec deux communes voisines.", status="in_progress"),
        ],
    ),
    card(
        "4.07",
        "2011-09-27",
        "camille",
        "Garder des commerces vivants dans les quartiers",
        (
            "Onze locaux commerciaux sont vides dans trois rues. La ville tient la carte des locaux, met en relation propriétaires "
            "et porteurs de projet, et prête une vitrine pour six mois à qui veut essayer son activité avant de s'engager."
        ),
        objectives="Trois boutiques à l'essai en deux ans.\nCinq locaux occupés durablement.",
        lead=VILLE,
        lead_service="Commerce et artisanat",
        partners=["Chambre de commerce et d'industrie", "Chambre de métiers et de l'artisanat", "Union des commerçants"],
        participation="concertation",
        starts_on="2013-01-14",
        continuous=True,
        status="planned",
        priority="medium",
        budget_planned=euros(18_000),
    ),
    card(
        "4.08",
        "2011-10-06",
        "camille",
        "Réunir les entreprises qui veulent progresser ensemble",
        (
            "Quatre petits déjeuners par an, chez l'une d'elles, sur un sujet concret : tri des déchets d'activité, plan de "
            "déplacements, achats de papier. Chaque entreprise repart avec un engagement qu'elle choisit et le présente à la "
            "réunion suivante."
        ),
        objectives="Vingt entreprises présentes.\nUn engagement tenu par entreprise et par an.",
        lead=VILLE,
        lead_service="Commerce et artisanat",
        partners=["Chambre de commerce et d'industrie", "Club d'entreprises"],
        participation="consultation",
        starts_on="2012-03-14",
        continuous=True,
        status="planned",
        priority="low",
        budget_planned=euros(2_400),
        then=[
            edit(
                "2012-11-07 09:10",
                "camille",
                "Quatre entreprises seulement en moyenne : le club d'entreprises reprend le sujet dans ses propres réunions.",
                status="abandoned",
            ),
        ],
    ),
    card(
        "4.09",
        "2011-10-06",
        "bastien",
        "Réserver des heures de travail à l'insertion dans les marchés de travaux",
        (
            "Les marchés de travaux importants comportent une part d'heures confiées à des personnes éloignées de l'emploi. Un "
            "facilitateur aide les entreprises à recruter et suit chaque parcours ; un bilan nominatif reste dans le service, un "
            "bilan chiffré est rendu public."
        ),
        objectives="Trois mille heures par an.\nUn parcours sur deux débouchant sur un emploi ou une formation.",
        lead=VILLE,
        lead_service="Commande publique",
        partners=["Maison de l'emploi", "Structures d'insertion", "Fédération du bâtiment"],
        participation="none",
        starts_on="2012-01-02",
        continuous=True,
        status="planned",
        priority="high",
        budget_planned=euros(5_000),
        then=[
            edit("2012-01-18 10:25", "bastien", "Clause inscrite dans deux marchés.", status="in_progress"),
            edit(
                "2012-10-30 17:15",
                "bastien",
                "2 150 heures réalisées depuis janvier.",
                notes="Au 30 octobre 2012 : 2 150 heures, onze personnes, quatre contrats durables.",
            ),
        ],
    ),
    card(
        "4.10",
        "2011-11-09",
        "camille",
        "Tenir chaque printemps une semaine du développement durable",
        (
            "Une semaine d'ateliers, de visites et de portes ouvertes construite avec les associations : réparer un vélo, "
            "comprendre une étiquette, visiter une chaufferie. Le programme est choisi en décembre pour laisser le temps de le "
            "faire connaître."
        ),
        objectives=(
            "Vingt rendez-vous, dont la moitié proposés par les associations.\nUn tiers de participants venus pour la première fois."
        ),
        lead=VILLE,
        lead_service="Mission développement durable",
        partners=["Associations", "Écoles", "Médiathèque", METROPOLE],
        participation="co_construction",
        starts_on="2011-12-01",
        calendar="La première semaine d'avril, chaque année.",
        status="planned",
        priority="medium",
        budget_planned=euros(9_500),
        then=[
            edit("2011-12-08 10:40", "camille", "Programme en préparation avec onze associations.", status="in_progress"),
            edit("2012-04-13 16:10", "camille", "Première édition : 23 rendez-vous, environ 900 personnes.", budget_actual=euros(9_120)),
        ],
    ),
    # --- being worked out after version 1
    card(
        "4.11",
        "2011-12-22",
        "camille",
        "Grouper l'achat de fournitures scolaires plus durables",
        (
            "Une liste commune à toutes les écoles, plus courte, avec des cahiers en papier recyclé et des fournitures que l'on "
            "recharge. L'achat groupé ferait baisser le prix ; encore faut-il l'accord des équipes enseignantes avant avril."
        ),
        objectives="Essayer avec deux écoles à la rentrée.",
        lead=VILLE,
        lead_service="Affaires scolaires et périscolaires",
        partners=["Directions des écoles", "Associations de parents d'élèves", "Papetiers de la ville"],
        participation="consultation",
        status="to_discuss",
        priority="low",
    ),
    card(
        "4.12",
        "2012-01-17",
        "elise",
        "Ouvrir une épicerie solidaire",
        (
            "Payer un cinquième du prix, choisir ses produits, être accompagné vers autre chose : l'épicerie complète l'aide "
            "d'urgence sans la remplacer. Le local, l'approvisionnement et l'équilibre avec les associations caritatives restent à "
            "discuter."
        ),
        objectives="Rencontrer les associations et visiter deux épiceries voisines avant l'été.",
        lead=VILLE,
        lead_service="Centre communal d'action sociale",
        partners=["Banque alimentaire", "Associations caritatives", "Département de la Moselle"],
        participation="concertation",
        status="to_discuss",
        priority="high",
        budget_planned=euros(40_000),
        then=[
            edit(
                "2012-05-24 09:55",
                "elise",
                "Deux visites faites, les associations demandent une règle d'accès commune.",
                notes="Visites faites en mai 2012. Point à trancher : la règle d'accès.",
            )
        ],
    ),
    card(
        "4.13",
        "2012-01-17",
        "camille",
        "Faire connaître les artisans qui réparent",
        (
            "Cordonnerie, électroménager, couture, vélos : un annuaire local et un autocollant en vitrine aideraient à penser "
            "réparation avant remplacement. La chambre de métiers tient déjà un fichier, à compléter sur place."
        ),
        objectives="Recenser les artisans volontaires, puis choisir la forme de l'annuaire.",
        lead=VILLE,
        lead_service="Commerce et artisanat",
        partners=["Chambre de métiers et de l'artisanat", "Union des commerçants"],
        participation="information",
        status="to_discuss",
        priority="low",
        budget_planned=euros(2_000),
    ),
)
