"""The shared roadmap of the departmental network, made from the subjects of its four workshops."""

from service.demo.story import card, edit, euros, funders, person

DEPARTEMENT = "Département des Pyrénées-Orientales"
DREAL = "DREAL Languedoc-Roussillon"

CARDS = (
    card(
        "1.1",
        "2015-03-10",
        "margaux",
        "Éditer un annuaire illustré des référents",
        (
            "Pour appeler quelqu'un, il faut savoir que cette personne existe. L'annuaire réunit les élus et les techniciens "
            "référents de chaque collectivité : fonction, sujets suivis, moyen de les joindre et, pour qui le veut bien, une "
            "photographie. Il commence par le département et pourra s'ouvrir à la région."
        ),
        objectives=("Un référent élu et un référent technique par collectivité membre.\nUne mise à jour par semestre, sans relance."),
        lead=DEPARTEMENT,
        lead_service="Mission développement durable",
        co_leads=[DREAL],
        partners=["Toutes les collectivités membres"],
        governance="Comité technique du réseau.",
        participation="co_construction",
        starts_on="2015-05-04",
        continuous=True,
        status="planned",
        priority="high",
        then=[
            edit("2015-05-26 10:15", "margaux", "28 fiches reçues en trois semaines.", status="in_progress"),
            edit(
                "2015-09-15 11:40",
                "ines",
                "Plusieurs communes partagent un même chargé de mission.",
                notes="Prévoir qu'une personne puisse être référente de plusieurs collectivités.",
            ),
        ],
    ),
    card(
        "1.1.1",
        "2015-03-10 15:30",
        "margaux",
        "Recueillir l'accord de chacun avant toute publication",
        "Un formulaire d'une page dit ce qui est publié, pour qui, et comment se retirer. La photographie est facultative.",
        lead=DEPARTEMENT,
        participation="none",
        starts_on="2015-05-04",
        ends_on="2015-06-30",
        status="planned",
        parent="1.1",
        then=[
            edit(
                "2015-06-29 16:20",
                "margaux",
                "Accords recueillis pour les deux tiers des référents ; les autres n'apparaissent pas.",
                status="done",
            )
        ],
    ),
    card(
        "1.1.2",
        "2015-03-10 15:35",
        "tristan",
        "Décrire les savoir-faire de chaque référent",
        "Quatre lignes par personne : ce qu'elle a mené à bien, ce qu'elle peut expliquer à d'autres, ce qu'elle cherche.",
        lead=DREAL,
        participation="co_construction",
        starts_on="2015-06-01",
        status="planned",
        parent="1.1",
        then=[edit("2015-07-02 09:50", "tristan", "Fiche essayée avec six référents.", status="in_progress")],
    ),
    card(
        "1.2",
        "2015-03-10",
        "tristan",
        "Cartographier les démarches engagées",
        (
            "Une carte, et la même information en liste, montrent où chaque collectivité en est : intention, diagnostic, plan en "
            "cours, reconnaissance. On y lit aussi les axes choisis et les particularités qui rapprochent des territoires "
            "éloignés, comme les stations de ski ou les communes du littoral dont la population décuple en été."
        ),
        objectives=(
            "Toutes les démarches connues du département représentées.\nUne fiche par démarche, tenue par la collectivité elle-même."
        ),
        lead=DREAL,
        co_leads=[DEPARTEMENT],
        partners=["Intercommunalités", "Conseil en architecture, urbanisme et environnement"],
        participation="consultation",
        starts_on="2015-09-01",
        calendar="Première version présentée à la réunion de fin 2015.",
        status="planned",
        priority="medium",
        then=[edit("2015-09-08 10:30", "tristan", "Trame de fiche envoyée aux membres.", status="in_progress")],
    ),
    card(
        "1.3",
        "2015-03-11",
        "margaux",
        "Recenser les acteurs et les aides qui peuvent servir",
        (
            "À qui demander une expertise, une animation, un financement, et à quel moment de la démarche ? Le répertoire présente "
            "les organismes du département, de la région et de l'État, les aides à l'élaboration comme aux actions, et les façons "
            "de se doter d'un chargé de mission : recrutement, service civique, poste partagé."
        ),
        objectives="Cinquante organismes décrits de la même manière.\nUne date de validité sur chaque aide.",
        lead=DEPARTEMENT,
        co_leads=[DREAL],
        partners=["ADEME", "Région Languedoc-Roussillon", "Chambres consulaires"],
        participation="consultation",
        starts_on="2015-06-01",
        continuous=True,
        status="planned",
        priority="high",
        then=[edit("2015-06-16 14:05", "margaux", "Recensement lancé avec deux stagiaires.", status="in_progress")],
    ),
    card(
        "1.4",
        "2015-03-11",
        "tristan",
        "Tenir chaque année une rencontre du réseau",
        (
            "Une journée pour se voir vraiment : le matin, deux témoignages et le point sur la feuille de route ; l'après-midi, "
            "une visite. La deuxième rencontre a lieu à la fin de 2015 et prépare le programme de l'année suivante. Les "
            "collectivités non engagées y sont les bienvenues."
        ),
        objectives="Quarante collectivités présentes, dont cinq nouvelles.\nUn tiers d'élus et d'élues.",
        lead=DEPARTEMENT,
        co_leads=[DREAL],
        partners=["Collectivité d'accueil, différente chaque année"],
        elected_people=person("lena"),
        participation="concertation",
        calendar="Fin 2015, puis une fois par an.",
        status="planned",
        priority="high",
        budget_planned=euros(4_500),
        funders=funders({DEPARTEMENT: 3_000, DREAL: 1_500}),
        then=[
            # The two facilitators correct the same line at the same time.
            edit("2015-04-13 09:20", "margaux", "Proposition retenue par le Département.", calendar="Novembre 2015, puis une fois par an."),
            edit(
                "2015-04-13 09:55",
                "tristan",
                "Calendrier des services de l'État.",
                saw={"calendar": "Fin 2015, puis une fois par an."},
                calendar="Première quinzaine de décembre 2015, puis une fois par an.",
            ),
        ],
    ),
    card(
        "1.5",
        "2015-03-11",
        "lena",
        "Avoir dans chaque conseil une personne déléguée au développement durable",
        (
            "Avec ou sans Agenda 21, un élu ou une élue à qui s'adresser prépare le terrain des démarches futures. Le réseau "
            "propose une lettre type et une rencontre d'une heure, d'élu à élu."
        ),
        objectives="Une personne désignée dans les deux tiers des collectivités membres en 2016.",
        lead="Argelès-sur-Mer",
        co_leads=[DEPARTEMENT],
        elected_people=person("lena"),
        participation="information",
        status="to_discuss",
        priority="low",
    ),
    card(
        "2.1",
        "2015-03-12",
        "margaux",
        "Envoyer une lettre d'information courte et régulière",
        (
            "Une page par trimestre : trois nouvelles des membres, une aide à ne pas manquer, une date. Chaque collectivité peut "
            "proposer une brève ; celles du trimestre sont choisies par un membre différent à chaque numéro."
        ),
        objectives="Quatre numéros par an.\nUne collectivité nouvelle citée dans chaque numéro.",
        lead=DEPARTEMENT,
        partners=["Collectivités membres"],
        participation="co_construction",
        starts_on="2015-06-15",
        continuous=True,
        status="planned",
        priority="medium",
        budget_planned=euros(1_200),
        then=[edit("2015-06-18 09:10", "margaux", "Premier numéro envoyé.", status="in_progress")],
    ),
    card(
        "2.2",
        "2015-03-12",
        "tristan",
        "Donner au réseau un nom, un signe et des supports",
        (
            "Un réseau qu'on ne reconnaît pas s'oublie. Un signe simple, une plaquette de quatre pages et un modèle de "
            "présentation que chaque membre peut reprendre suffisent pour commencer ; un court film viendra s'il est utile."
        ),
        objectives="Supports disponibles avant la deuxième réunion.",
        lead=DREAL,
        co_leads=[DEPARTEMENT],
        participation="consultation",
        starts_on="2015-05-18",
        ends_on="2015-11-13",
        status="planned",
        priority="medium",
        budget_planned=euros(6_000),
        funders=funders({DREAL: 3_000, DEPARTEMENT: 3_000}),
        then=[
            edit("2015-05-28 15:25", "tristan", "Trois esquisses soumises aux membres.", status="in_progress"),
            edit("2015-11-10 12:00", "tristan", "Plaquette et modèles livrés.", status="done", budget_actual=euros(5_480)),
        ],
    ),
    card(
        "2.3",
        "2015-03-12",
        "paol",
        "Fêter les Agendas 21 pendant une même journée",
        (
            "Le même jour, chaque collectivité ouvre une réalisation au public : un jardin, une chaufferie, une cantine. Le réseau "
            "fournit l'affiche et le programme commun, chacun garde son invitation."
        ),
        objectives="Quinze communes participantes à la première édition.",
        lead="Communauté de communes des Aspres",
        co_leads=[DEPARTEMENT],
        partners=["Communes membres", "Associations"],
        elected_people=person("lena"),
        participation="co_construction",
        calendar="Au printemps 2016.",
        status="to_discuss",
        priority="medium",
        then=[
            edit(
                "2015-10-06 17:20",
                "paol",
                "Neuf communes se disent prêtes.",
                status="planned",
                notes="Communes volontaires en octobre 2015 : neuf.",
            )
        ],
    ),
    card(
        "2.4",
        "2015-03-13",
        "lena",
        "Récompenser les réalisations par les rubans du développement durable",
        (
            "Un concours par catégorie de taille et de moyens, ouvert aussi aux acteurs qui ne sont pas des collectivités. Le jury "
            "visite avant de décider ; les lauréats s'engagent à recevoir au moins deux autres collectivités dans l'année."
        ),
        objectives="Vingt candidatures, dont cinq hors collectivités.",
        lead=DEPARTEMENT,
        partners=["Argelès-sur-Mer", "Presse locale"],
        participation="consultation",
        status="to_discuss",
        priority="low",
        budget_planned=euros(3_000),
        then=[
            edit(
                "2015-11-24 10:35",
                "margaux",
                "Reporté au programme 2016 : la première journée commune doit avoir eu lieu.",
                status="paused",
            )
        ],
    ),
    card(
        "3.1",
        "2015-03-16",
        "margaux",
        "Ouvrir un lieu unique pour échanger et retrouver les documents",
        (
            "Aujourd'hui, les documents sont dans des courriels, les contacts dans des carnets, les questions au téléphone. Un "
            "espace commun réunit l'annuaire, les fiches, l'agenda, les questions et les réponses, avec une recherche par mots et "
            "un seul compte par personne."
        ),
        objectives="Un espace en service avant l'été 2016.\nUn membre sur deux l'ouvrant chaque mois.",
        lead=DEPARTEMENT,
        co_leads=[DREAL],
        partners=["Bibliothèque départementale de ressources"],
        participation="concertation",
        governance="Groupe d'usagers : quatre communes, deux intercommunalités.",
        starts_on="2015-09-14",
        status="planned",
        priority="high",
        budget_planned=euros(18_000),
        then=[edit("2015-09-17 09:45", "margaux", "Recueil des besoins ouvert.", status="in_progress")],
    ),
    card(
        "3.2",
        "2015-03-16",
        "ines",
        "Parrainer une collectivité qui débute",
        (
            "Une collectivité expérimentée accompagne pendant un an une collectivité qui commence ou qui peine : un appel par "
            "mois, deux visites croisées, un bilan à deux voix. Le duo choisit ses sujets ; le réseau propose les rapprochements "
            "selon la taille et les problèmes communs."
        ),
        objectives="Six duos en 2016.\nCinq bilans écrits sur six.",
        lead="Prades",
        co_leads=[DREAL],
        partners=["Collectivités volontaires"],
        participation="co_construction",
        starts_on="2015-10-01",
        status="planned",
        priority="high",
        then=[
            edit(
                "2015-10-08 14:50",
                "ines",
                "Deux premiers duos formés.",
                status="in_progress",
                notes="Duos formés en octobre 2015 : Prades et les Aspres, Thuir et Elne.",
            )
        ],
    ),
    card(
        "3.3",
        "2015-03-17",
        "paol",
        "Organiser des visites de terrain entre communes",
        (
            "Trois demi-journées par an, sur un sujet et dans un lieu précis, avec celles et ceux qui ont fait. On y dit aussi ce "
            "qui n'a pas marché. Un car partagé évite que chacun prenne sa voiture."
        ),
        objectives="Trois visites par an, quinze collectivités différentes.\nUne fiche d'une page après chaque visite.",
        lead="Communauté de communes des Aspres",
        co_leads=[DEPARTEMENT],
        elected_people=person("lena"),
        participation="consultation",
        starts_on="2015-06-01",
        continuous=True,
        status="planned",
        priority="medium",
        budget_planned=euros(2_700),
        then=[edit("2015-06-25 17:40", "paol", "Première visite : une cantine en circuit court, 21 participants.", status="in_progress")],
    ),
    card(
        "3.4",
        "2015-03-17",
        "paol",
        "Prêter gobelets, expositions et matériel de tri",
        (
            "Chaque commune achète un matériel qu'elle utilise trois fois par an. Un inventaire commun, un calendrier de "
            "réservation et une caution symbolique permettent de s'en servir à plusieurs."
        ),
        objectives="Cinq mille gobelets et six expositions disponibles.\nAucune double réservation.",
        lead="Communauté de communes des Aspres",
        co_leads=["Thuir"],
        participation="co_construction",
        starts_on="2015-07-01",
        continuous=True,
        status="planned",
        priority="medium",
        budget_planned=euros(5_000),
        then=[
            edit("2015-07-07 10:25", "paol", "Inventaire fait dans onze communes.", status="in_progress"),
            edit("2015-09-24 16:55", "ines", "Prades met deux expositions en commun.", add={"partners": ["Prades"]}),
        ],
    ),
    card(
        "4.1",
        "2015-03-18",
        "tristan",
        "Bâtir un plan de formation commun",
        (
            "Les besoins exprimés vont de la concertation à l'évaluation, des indicateurs à la communication. Le plan distingue ce "
            "qui existe déjà, ce qui peut être demandé au centre de formation des agents territoriaux, et ce que les membres "
            "peuvent s'apprendre entre eux. Certaines séances mêlent élus et techniciens."
        ),
        objectives="Six séances par an, dont deux pour les élus et les élues.\nCent participants en 2016.",
        lead=DREAL,
        co_leads=[DEPARTEMENT],
        partners=["Centre national de la fonction publique territoriale", "Associations d'élus"],
        participation="consultation",
        starts_on="2015-05-11",
        status="planned",
        priority="high",
        budget_planned=euros(9_000),
        funders=funders({DREAL: 4_500, DEPARTEMENT: 4_500}),
        then=[edit("2015-06-02 11:10", "tristan", "Questionnaires de la réunion de lancement dépouillés.", status="in_progress")],
    ),
    card(
        "4.2",
        "2015-03-18",
        "ines",
        "Rédiger des fiches modèles pour monter une action",
        (
            "Partir d'une page blanche décourage. Une fiche modèle donne, pour une action courante, les étapes, les personnes à "
            "réunir, le coût observé, les erreurs à éviter et un contact. Elle est écrite par qui l'a fait et relue par qui va le "
            "faire."
        ),
        objectives="Dix fiches la première année.\nChaque fiche reprise au moins deux fois.",
        lead="Prades",
        co_leads=[DREAL],
        partners=["Céret", "Elne"],
        participation="co_construction",
        starts_on="2015-05-20",
        continuous=True,
        status="planned",
        priority="high",
        then=[edit("2015-06-09 09:30", "ines", "Trois fiches en relecture : cantine, éclairage, jardin partagé.", status="in_progress")],
    ),
    card(
        "4.3",
        "2015-03-19",
        "tristan",
        "Écrire ensemble un lexique",
        (
            "Finalité, axe, indicateur, gouvernance : les mots des Agendas 21 éloignent autant qu'ils réunissent. Le lexique en "
            "retient une centaine, avec une phrase simple, un exemple du département et le mot à éviter."
        ),
        objectives="Cent mots avant la fin de 2015, relus par des personnes qui n'en font pas métier.",
        lead=DREAL,
        partners=["Collectivités membres"],
        elected_people=person("lena"),
        participation="co_construction",
        starts_on="2015-06-08",
        ends_on="2015-12-18",
        status="planned",
        priority="low",
        then=[
            edit("2015-06-11 10:40", "tristan", "Soixante mots proposés par les membres.", status="in_progress"),
            edit("2015-12-15 15:05", "tristan", "104 mots relus et diffusés.", status="done"),
        ],
    ),
    card(
        "4.4",
        "2015-03-19",
        "margaux",
        "Acheter à plusieurs l'appui d'un bureau d'études",
        (
            "Un diagnostic ou une évaluation coûte moins cher commandé à plusieurs, même hors d'une même intercommunalité. Le "
            "réseau aide à écrire un cahier des charges commun et à constituer le groupement ; chacun paie sa part."
        ),
        objectives="Un premier groupement de quatre communes en 2016.",
        lead=DEPARTEMENT,
        partners=["Céret", "Font-Romeu-Odeillo-Via", "Le Barcarès"],
        elected_people=person("lena"),
        participation="none",
        status="to_discuss",
        priority="medium",
        then=[edit("2015-11-05 11:20", "margaux", "Deux communes doivent encore délibérer.", status="blocked")],
    ),
)
