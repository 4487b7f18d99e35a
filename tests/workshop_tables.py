"""What four workshops wrote up, in words of our own and in the shapes of a real annex: 66 rows with an action, 7 that go on.

A text of tabs, written here as bars: orientations centred beside their rows or broken over several of them, pages that end within a table,
objectives that run over, and cells that hold several actions; most of them were meant as one. A person cuts one of the first workshop and
one of the last, and 24, 20, 7 and 15 come to 25, 20, 7 and 16.
"""

_ANNEX = """\
Le livret de la journée

Atelier 1
Se connaître

ATELIER 1 : Se connaître

Pistes d'orientations|Actions proposées par les membres de l'atelier|Objectifs poursuivis
|Tenir un carnet des référents|Savoir qui appeler
|Tenir un registre des savoir-faire|Savoir qui sait quoi
Faire connaissance|Recenser les membres|Savoir où chacun en est
|Recenser les projets de la rubrique 1|Voir ce qui se fait
|Recenser les projets de la rubrique 2|Voir ce qui se fait




Faire connaissance|Recenser les outils|Voir ce qui sert
|Recenser les soutiens|Savoir vers qui se tourner :
|| conseil, méthode, moyens
|Recenser les aides de type 1|Savoir ce qui existe
|Recenser les aides de type 2|Savoir ce qui existe
|Recenser les aides de type 3|Savoir ce qui existe
|Recenser les aides de type 4|Savoir ce qui existe
|Trouver ce que nos plans ont en commun|Réunir ceux qui ont les mêmes soucis par
||thème, au-delà des frontières
Voir ailleurs|Monter des actions avec d'autres réseaux|Apprendre de leurs façons de faire
||Penser ensemble ce qui nous touche tous




Se parler|Ouvrir un lieu d'échange en ligne|Tout trouver au même endroit et aider les nouveaux dans leurs
||premiers pas grâce aux anciens, avec une liste d'adresses entre
||membres
|Dessiner un logo|Être reconnus
|Imprimer des plaquettes|Se faire connaître
Être vus||Montrer ce qui est fait,
|Remettre un prix|Récompenser les meilleurs
Se voir|Organiser des rencontres chaleureuses - chaque année - le matin Établir le programme de l'année|Apprendre les uns des autres
|Réunir élus et agents|Se comprendre
Se former|Former les élus|Une culture commune
|Demander une rubrique au centre|Trouver
|Nommer un élu délégué|Préparer la suite
Relier les échelons|Informer les communes|Se compléter
Partager|Réunir|Faire mieux



ATELIER 2 : Dire / Informer

Pistes d'orientations|Actions proposées par les membres de l'atelier|Objectifs poursuivis
Se connaître /|Afficher les visages|Savoir qui est qui
|Écrire une lettre|Tenir au courant
Mieux dire|Liste|Échanger
entre nous|Dessiner une carte|Voir les plans
|Tenir un café|Parler
Prêter|Prêter des gobelets|Partager
Dire plus loin|Ouvrir un forum|Déposer
|Rédiger des fiches|Donner envie
Encourager|Fêter|Valoriser
|Accueillir|Intégrer




Encourager|Lancer un concours (pour la fête ?) Créer un ruban du mérite|Mettre en avant
|Lancer un parrainage|Aider ceux qui commencent
|Nommer des ambassadeurs|Relier
|Chercher par mots clés|Trouver
|Tourner un film|Montrer
|Tenir une page|Dire
Faire valoir le réseau||Partager
et sensibiliser au-delà|Affréter un bus|Aller voir
|Écrire à la presse|Dire à tous
|Exposer|Montrer
|Ouvrir à d'autres|Élargir



ATELIER 3 : Partager

Pistes d'orientations|Actions proposées par les membres de l'atelier|Objectifs poursuivis
Échanger|Tenir des tables rondes|Débattre
|Ouvrir un seul portail numé- rique|Trouver
|Visiter|Comprendre
Collaborer|Écrire des trames|Se situer
|Former|Apprendre
|Partager des outils|Gagner du temps
|Lancer un parrainage|Aider



ATELIER 4 : Conseiller

Pistes d'orientations|Actions proposées par les membres de l'atelier|Objectifs poursuivis
Vulgariser|Informer : Cinéma en plein air ; Conférences Organiser des potagers d'école Mobiliser les associations|Faire participer
|Ouvrir un site|Informer
|Rencontrer chacun Expliquer simplement|Faire comprendre
|Écrire un lexique|Parler la même langue
|Ouvrir une plateforme|Travailler ensemble
Capitaliser|Visiter Rédiger des fiches modèles|Donner des idées
|Tenir des rendez-vous Rédiger des fiches|Faire remonter




Capitaliser|Rencontrer|Rester en lien
|Prendre un temps ensemble Ouvrir un blog|Donner des exemples
|Écrire|Montrer
|Ouvrir une page|Décrire
Aider|Rédiger des fiches Mutualiser un bureau|Concrétiser
|Tenir un annuaire (experts, élus) Nommer une équipe pilote|Savoir qui
|Lister les personnes|Appeler
|Former|Monter

Contacts
"""


def annex() -> str:
    """The text as it comes, with its tabs."""
    return _ANNEX.replace("|", "\t")
