"""Mentoring in the departmental network: a town that has begun guides an intermunicipal body, from the request to the second session.

That those with experience should guide those who begin, and a welcome day with mentors, was asked for in two workshops of the
launch. The day itself, who guides whom and what they say is imagined.
"""

from collections.abc import Iterator

from service.demo.story import Ref, Step
from service.demo.telling import done

OFFER, PAIR, WELCOME = Ref("mentor", "ines"), Ref("mentorship", "aspres"), Ref("meeting", "accueil")
CHARTER = (
    "Un appel chaque mois, deux visites croisées dans l'année.\n"
    "Ce qui est dit entre nous reste entre nous ; ce qui peut servir à tous devient une fiche, relue par les deux."
)


def steps() -> Iterator[Step]:
    """Everything about mentoring, each part in the order of its time."""
    themes = ["Budget d'une petite équipe", "Concertation des habitants", "Plan d'actions"]
    yield done(OFFER, "offer", "2015-09-10 09:20", "ines", "mentor.offer", themes=themes, capacity=2, authority=Ref("authority", "prades"))
    themes = ["Aides financières", "Évaluation et indicateurs"]
    yield done(Ref("mentor", "tristan"), "offer", "2015-09-10 11:00", "tristan", "mentor.offer", themes=themes, capacity=3)
    yield from _welcome()
    yield from _pair()
    need = {"need": "Faire voter une délibération avant l'été, sans faire peur au budget.", "themes": ["Budget d'une petite équipe"]}
    told = {"offer": OFFER, "situation": "newcomer", "authority": Ref("authority", "argeles"), **need}
    yield done(Ref("mentorship", "argeles"), "request", "2015-12-14 10:10", "lena", "mentorship.request", **told)
    yield from _questions()
    yield from _support()


def _welcome() -> Iterator[Step]:
    of = {"title": "Journée d'accueil des nouvelles collectivités", "kind": "welcome", "held_on": "2015-10-08", "begins": "14:00"}
    agenda = {Ref("item", "accueil:tour"): {"title": "Qui nous sommes, où nous en sommes", "minutes": 60, "order_key": "3"}}
    agenda[Ref("item", "accueil:duos")] = {"title": "Former les duos", "minutes": 60, "order_key": "5"}
    yield done(WELCOME, "plan", "2015-09-15 10:00", "tristan", "meeting.plan", **of, minutes=150, place="Prades", agenda=agenda)
    for place, (person, authority) in enumerate((("ines", "prades"), ("paol", "aspres"))):
        came = {"participant": Ref("participant", f"accueil:{place}"), "capacity": "officer", "person": Ref("person", person)}
        yield done(
            WELCOME, person, f"2015-10-08 13:{50 + place}", "tristan", "meeting.check_in", **came, authority=Ref("authority", authority)
        )
    yield done(WELCOME, "close", "2015-10-08 16:35", "tristan", "meeting.close")


def _pair() -> Iterator[Step]:
    need = {"need": "Quatre communes veulent un Agenda 21, les autres attendent de voir. Par où commencer ?", "situation": "newcomer"}
    request = {"offer": OFFER, "authority": Ref("authority", "aspres"), "themes": ["Concertation des habitants", "Plan d'actions"], **need}
    yield done(PAIR, "request", "2015-09-22 08:50", "paol", "mentorship.request", **request)
    question = "Qui porterait la démarche chez vous : un service, ou vous seul ?"
    yield done(PAIR, "more", "2015-09-24 17:10", "ines", "mentorship.ask_more", question=question)
    answer = "Moi seul, un jour par semaine ; la vice-présidente suit."
    yield done(PAIR, "answer", "2015-09-25 09:05", "paol", "mentorship.answer", answer=answer)
    yield done(PAIR, "accept", "2015-09-28 14:00", "ines", "together.accept_mentorship", offer=OFFER)
    yield done(PAIR, "charter", "2015-09-30 10:30", "ines", "mentorship.propose_charter", text=CHARTER)
    yield done(PAIR, "agree", "2015-10-01 09:10", "paol", "mentorship.agree_charter", text=CHARTER)
    yield done(PAIR, "start", "2015-10-08 16:40", "ines", "mentorship.start", on="2015-10-08", meeting=WELCOME)
    for key, at, by, text, due in (
        ("communes", "2015-10-08 16:50", "paol", "Réunir les maires des quatre communes volontaires.", "2015-11-30"),
        ("journee", "2015-10-08 16:52", "ines", "Ouvrir deux réalisations au public le même jour.", "2016-05-31"),
        ("lieux", "2015-11-19 11:30", "paol", "Un état des lieux en dix pages, pas plus.", "2016-03-31"),
    ):
        yield done(PAIR, f"goal:{key}", at, by, "mentorship.set_goal", goal=Ref("goal", key), text=text, due_on=due)
    first, second = Ref("session", "octobre"), Ref("session", "novembre")
    yield done(PAIR, "octobre", "2015-10-22 12:10", "ines", "mentorship.record_session", session=first, on="2015-10-22", minutes=60)
    yield done(PAIR, "novembre", "2015-11-19 12:00", "paol", "mentorship.record_session", session=second, on="2015-11-19", minutes=150)
    for key, at, by, session, private, text in (
        ("1", "2015-10-22 12:20", "ines", first, False, "Premier appel : commencer par ce qui marche déjà, la cantine et le tri."),
        ("2", "2015-10-22 12:25", "ines", first, True, "Il porte tout seul. En parler à la vice-présidente si l'occasion se présente."),
        ("3", "2015-11-19 12:15", "paol", second, False, "Visite à Prades : vu une réunion de quartier, et la salle après la réunion."),
        ("4", "2015-11-19 12:18", "paol", second, True, "Oser dire au bureau que dix pages suffisent."),
    ):
        note = {"mentorship": PAIR, "session": session, "private": private, "text": text}
        yield done(Ref("mentorship_note", key), "write", at, by, "mentorship_note.write", **note)
    yield done(PAIR, "reached", "2015-11-27 09:00", "paol", "mentorship.reach_goal", goal=Ref("goal", "communes"))
    became = {"goal": Ref("goal", "journee"), "plan": Ref("plan", "plan"), "action": Ref("action", "2.3")}
    yield done(PAIR, "promoted", "2015-12-01 10:00", "paol", "together.promote_goal", **became)


def _questions() -> Iterator[Step]:
    asked = {"text": "Comment garder du monde d'une réunion de quartier à la suivante ?", "theme": "Concertation"}
    yield done(Ref("question", "salle"), "ask", "2015-10-20 09:00", "paol", "question.ask", **asked)
    answer = {
        "answer": Ref("answer", "salle"),
        "text": "Commencer chaque réunion par ce qu'est devenue la précédente. Cinq minutes suffisent.",
    }
    yield done(Ref("question", "salle"), "answer", "2015-10-20 17:45", "ines", "question.answer", **answer)
    yield done(Ref("question", "salle"), "useful", "2015-10-21 08:40", "paol", "question.mark_useful", answer=answer["answer"])
    asked = {"text": "Avez-vous déjà réuni des saisonniers, et à quelle heure ?", "theme": "Concertation"}
    yield done(Ref("question", "ete"), "ask", "2015-12-11 18:20", "lena", "question.ask", **asked, skill=Ref("skill", "concertation"))


def _support() -> Iterator[Step]:
    here, of = Ref("support_file", "elne"), {"authority": Ref("authority", "elne"), "adviser": Ref("person", "tristan")}
    yield done(
        here,
        "open",
        "2015-09-14 10:00",
        "tristan",
        "support_file.open",
        need="Dresser l'état des lieux sans bureau d'études, avec deux agents.",
        **of,
    )
    for key, at, name, notes in (
        ("grille", "2015-09-21 15:00", "Grille d'état des lieux", "Trente questions, à remplir service par service."),
        ("lettre", "2015-10-12 11:40", "Modèle de lettre aux associations", "Pour les inviter à relire l'état des lieux."),
    ):
        yield done(here, key, at, "tristan", "support_file.deliver_tool", tool=Ref("tool", key), name=name, notes=notes)
