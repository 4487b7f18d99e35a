"""The four workshops of the launch, on 30 January 2015: seven groups at fourteen tables, ten questions, 68 contributions.

Those numbers, and how they spread over the workshops (25, 20, 7 and 16), are public. What is asked and proposed follows the subjects
of that day in words of our own; which group said what is imagined. Three of them are people
of the story; for the others the two facilitators write down what the tables hand in.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from service.demo.french import french
from service.demo.story import Ref, Step
from service.demo.telling import moment, order_key


class Said(NamedTuple):
    """One contribution: which question it answers, under which orientation, what is proposed and why."""

    question: int
    orientation: str
    action: str
    objective: str


class Room(NamedTuple):
    """One workshop: its objective, its questions, the groups that have a table in it, and what they say."""

    key: str
    title: str
    question: str
    questions: tuple[str, ...]
    groups: tuple[int, ...]
    said: tuple[Said, ...]


KNOW, ELSEWHERE, TALK, SEEN = "Se connaître", "Regarder ailleurs", "Se parler entre membres", "Rendre le réseau visible"
MEET, LEARN, TOGETHER, LAST = "Se rencontrer", "Se former", "Mutualiser", "Durer"
TELL, SHARE, SHOW, REACH = "Mieux communiquer entre nous", "Partager", "Encourager", "Parler au-delà du réseau"
EXCHANGE, COLLABORATE = "Échanger", "Travailler ensemble"
PLAIN, CAPITALISE, SKILLS = "Parler simplement", "Capitaliser", "Monter en compétences"

ROOMS = (
    Room(
        "connaitre",
        "Apprendre à se connaître",
        "Qui fait quoi dans le département, et comment le savoir ?",
        (
            "Comment le réseau peut-il faire que ses membres se connaissent mieux ?",
            "Comment lancer une dynamique entre collectivités, et la garder vivante ?",
        ),
        (1, 2, 3, 4),
        (
            Said(0, KNOW, "Un annuaire illustré des référents, élus et techniciens", "Savoir qui appeler, et mettre un visage sur un nom."),
            Said(0, KNOW, "Un registre des savoir-faire de chacun", "Trouver vite la personne qui a déjà fait."),
            Said(0, KNOW, "La liste des collectivités engagées, avec leur démarche", "Voir où chacun en est."),
            Said(0, KNOW, "Un inventaire des projets de développement durable", "Repérer les actions que personne d'autre ne mène."),
            Said(0, KNOW, "Un inventaire des outils de communication des membres", "Reprendre ce qui a marché ailleurs."),
            Said(0, KNOW, "La liste des programmes d'actions reconnus", "Lire un plan complet avant d'écrire le sien."),
            Said(0, KNOW, "Un répertoire des acteurs qui peuvent aider", "Savoir vers qui se tourner, du département à l'État."),
            Said(0, KNOW, "Un répertoire des aides financières", "Ne plus passer à côté d'un financement."),
            Said(0, KNOW, "Un guide des façons d'obtenir de l'ingénierie", "Choisir entre prestataire, recrutement et poste partagé."),
            Said(0, KNOW, "Chercher ce que nos plans ont en commun", "Rapprocher ceux qui ont les mêmes soucis, même de loin."),
            Said(0, KNOW, "Un « qui fait quoi » des organismes publics", "Comprendre le rôle de chacun."),
            Said(0, KNOW, "Des entretiens filmés avec des élus", "Profiter de ce que d'autres ont vécu."),
            Said(1, ELSEWHERE, "Des actions communes avec d'autres départements", "Comparer, et apprendre de réseaux plus anciens."),
            Said(1, TALK, "Un espace en ligne pour poser ses questions", "Que les anciens aident les nouveaux."),
            Said(1, TALK, "Une liste de diffusion entre membres", "Écrire à tous en une fois."),
            Said(1, SEEN, "Un nom, un logo et une charte graphique", "Qu'on reconnaisse le réseau."),
            Said(1, SEEN, "Une plaquette de présentation", "Faire savoir ce que le réseau apporte."),
            Said(1, SEEN, "Des trophées, par taille de collectivité", "Mettre en avant ceux qui essaient."),
            Said(1, MEET, "Des matinées et des visites chez les uns et les autres", "Parler du vécu, sur place."),
            Said(1, MEET, "Un calendrier des rencontres pour l'année", "S'inscrire tôt et ne rien manquer."),
            Said(1, MEET, "Des rencontres d'élus et de techniciens", "Accorder la stratégie et la méthode."),
            Said(1, LEARN, "Des formations pour les élus", "Partager une même culture."),
            Said(1, LEARN, "Un élu délégué dans chaque collectivité", "Avoir partout quelqu'un à qui parler."),
            Said(1, LAST, "Faire dialoguer communes et intercommunalités", "Que les actions de l'une servent à l'autre."),
            Said(1, TOGETHER, "Des projets portés à plusieurs", "Agir là où le lac et la piste cyclable ignorent les limites."),
        ),
    ),
    Room(
        "informer",
        "Informer et communiquer",
        "Comment faire circuler ce que chacun sait ?",
        (
            "Comment mieux communiquer d'une collectivité à l'autre ?",
            "Comment mieux informer les collectivités ?",
            "Comment faire connaître ce que fait le réseau ?",
        ),
        (4, 5, 6, 7),
        (
            Said(0, TELL, "Une galerie de portraits des chargés de mission", "Se reconnaître d'une réunion à l'autre."),
            Said(0, TELL, "Une lettre d'information régulière", "Dire ce qui se fait."),
            Said(0, TELL, "Une liste de diffusion", "Échanger sans attendre la prochaine réunion."),
            Said(0, TELL, "Une carte des collectivités engagées", "Voir d'un coup d'œil les plans et leurs axes."),
            Said(0, TELL, "Des cafés d'échanges, chaque fois dans une autre commune", "Parler d'un thème en confiance."),
            Said(0, SHARE, "Le prêt de gobelets, d'expositions, de matériel", "Acheter une fois pour tous."),
            Said(1, SHARE, "Un site avec forum où chacun dépose ses nouvelles", "Partager l'actualité et les questions."),
            Said(1, SHARE, "Des fiches courtes sur des projets menés", "Comprendre en une page ce qui a marché."),
            Said(1, SHOW, "Une journée Agenda 21 dans le département", "Faire la fête à ce qui avance."),
            Said(1, SHOW, "Une journée d'accueil des nouveaux", "Qu'ils trouvent leur place dès le premier jour."),
            Said(1, SHOW, "Un concours et des rubans du développement durable", "Donner envie d'agir."),
            Said(1, SHOW, "Un parrainage entre collectivités", "Qu'une ancienne accompagne une nouvelle."),
            Said(1, SHOW, "Des ambassadeurs parmi les élus et les agents", "Porter la parole là où le réseau n'est pas."),
            Said(1, SHARE, "Une recherche par mots dans la bibliothèque", "Trouver le bon document en une minute."),
            Said(2, REACH, "Un film, un livret et un nom", "Montrer les résultats."),
            Said(2, REACH, "Des pages sur les réseaux sociaux", "Toucher ceux qui ne lisent pas de rapports."),
            Said(2, REACH, "Un bus Agenda 21", "Aller à la rencontre des habitants, et visiter à plusieurs."),
            Said(2, REACH, "Des articles dans la presse", "Que le grand public en entende parler."),
            Said(2, REACH, "Des expositions pour tous", "Faire voir les actions réussies."),
            Said(2, REACH, "Ouvrir aux écoles, au tourisme, à l'agriculture", "Élargir le cercle."),
        ),
    ),
    Room(
        "mutualiser",
        "Mutualiser et profiter de l'expérience des autres",
        "Que peut-on faire à plusieurs que l'on ne ferait pas seul ?",
        (
            "Comment mutualiser et échanger ?",
            "Comment travailler ensemble pour de bon ?",
            "Comment profiter de l'expérience des autres ?",
        ),
        (1, 5),
        (
            Said(0, EXCHANGE, "Des tables rondes de travail", "Débattre des projets et rompre l'isolement."),
            Said(0, EXCHANGE, "Un seul portail d'échanges", "Un lieu où tout se trouve."),
            Said(2, EXCHANGE, "Des visites de terrain", "Voir pour comprendre."),
            Said(1, COLLABORATE, "Des trames de travail", "Savoir où l'on en est de sa démarche."),
            Said(2, COLLABORATE, "Des formations bâties sur des retours d'expérience", "Apprendre de ceux qui ont fait."),
            Said(1, COLLABORATE, "Des outils communs, tenus à jour ensemble", "Faire gagner du temps aux agents."),
            Said(2, COLLABORATE, "Un parrainage entre collectivités", "Ne pas rester seul quand la démarche patine."),
        ),
    ),
    Room(
        "conseiller",
        "Conseiller et monter en compétences",
        "Comment aider chacun à savoir faire ?",
        ("Comment mieux conseiller les collectivités ?", "Comment les aider à monter en compétences ?"),
        (2, 3, 6, 7),
        (
            Said(0, PLAIN, "Du cinéma en plein air et des potagers d'école", "Que les habitants se sentent concernés."),
            Said(0, PLAIN, "Un site et une lettre par collectivité", "Dire où l'on va et ce qui est fait."),
            Said(0, PLAIN, "Des rencontres une à une avec les communes", "Informer les élus sans jargon."),
            Said(0, PLAIN, "Un lexique", "Se comprendre."),
            Said(0, CAPITALISE, "Une plateforme de travail à plusieurs", "Garder ce que chacun produit."),
            Said(0, CAPITALISE, "Des visites, puis des fiches pour monter une action", "Donner des idées que l'on peut reprendre."),
            Said(0, CAPITALISE, "Des rendez-vous par thème", "Faire remonter ce qui se prépare."),
            Said(1, CAPITALISE, "Des formations communes aux élus et aux techniciens", "Garder le lien entre les deux."),
            Said(1, CAPITALISE, "Des temps d'échange entre débutants et anciens", "Que l'expérience passe de l'un à l'autre."),
            Said(1, CAPITALISE, "Des fiches courtes sur des projets menés", "Partir d'un exemple réel."),
            Said(1, CAPITALISE, "Une page par territoire sur le site du Département", "Montrer ce que chacun a réussi."),
            Said(1, SKILLS, "Des modèles de plan d'actions", "Convaincre avec du concret."),
            Said(1, SKILLS, "Un bureau d'études pour plusieurs collectivités", "Être accompagné du diagnostic à l'évaluation."),
            Said(1, SKILLS, "Un annuaire des compétences et des experts", "Savoir qui appeler, et comment."),
            Said(1, SKILLS, "Une équipe départementale avec des interlocuteurs connus", "Avoir un nom et un numéro."),
            Said(1, SKILLS, "Des formations à la concertation et à l'évaluation", "Savoir faire soi-même."),
        ),
    ),
)


#: Who sits at their group's two tables, and writes down there what the group says; for the others the two facilitators do.
SEATED = {"ines": 4, "paol": 5, "lena": 6}


def steps() -> Iterator[Step]:
    """The afternoon of the launch, from the first workshop that opens to the last one that closes."""
    for place, room in enumerate(ROOMS):
        at = f"2015-01-30 12:{12 + place}"
        by = "tristan" if place % 2 else "margaux"
        yield _step(room, "open", at, by, "open", title=room.title, question=room.question, meeting=Ref("meeting", "lancement"))
        for number, text in enumerate(room.questions):
            asked = {"question": _question(room, number), "text": french(text), "order_key": order_key(number)}
            yield _step(room, f"question:{number}", at, by, "add_question", **asked)
        for group in room.groups:
            yield _step(room, f"group:{group}", at, by, "assign_group", group=f"Groupe {group}")
        writes = {group: key for key, group in SEATED.items() if group in room.groups}
        for group, key in writes.items():
            yield _step(room, f"seat:{key}", f"2015-01-30 12:{18 + place % 2}", key, "sit", group=f"Groupe {group}")
        for number, said in enumerate(room.said):
            minutes, group = 20 + 5 * number, room.groups[number % len(room.groups)]
            yield _step(
                room,
                f"said:{number}",
                f"2015-01-30 {12 + minutes // 60}:{minutes % 60:02}",
                writes.get(group, by),
                "contribute",
                contribution=Ref("contribution", f"{room.key}:{number}"),
                action=said.action,
                objective=said.objective,
                orientation=said.orientation,
                question=_question(room, said.question),
                group=f"Groupe {group}",
            )
        yield _step(room, "close", f"2015-01-30 14:{40 + place}", by, "close")


def _question(room: Room, number: int) -> Ref:
    return Ref("question", f"{room.key}:{number}")


def _step(room: Room, key: str, at: str, by: str, tag: str, **of: Any) -> Step:
    told = {name: french(value) if isinstance(value, str) and name != "order_key" else value for name, value in of.items()}
    return Step(f"workshop:{room.key}:{key}", moment(at), by, Ref("workshop", room.key), {"tag": f"workshop.{tag}", **told})
