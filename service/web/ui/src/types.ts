/**
 * What travels between the service and the screens: rows, commands, answers, frames.
 * Written from the Python structs by `make types`; edit those.
 */

export type Uuid = string;
/** `epoch.position`, as in "1.42". */
export type Token = string;
/** An instant in UTC, ISO 8601. */
export type Instant = string;
/** A day, ISO 8601. */
export type Day = string;
/** Whole euro cents. */
export type Cents = number;
/** Anything JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One field as the person saw it, and as they want it; null is an empty field. */
export interface Change<T> {
  readonly was: T;
  readonly to: T;
}

/** What joins a set and what leaves it. */
export interface Members<T> {
  readonly add?: readonly T[];
  readonly remove?: readonly T[];
}

export type Status = "planned" | "to_discuss" | "in_progress" | "paused" | "blocked" | "done" | "abandoned";

export type Priority = "high" | "medium" | "low";

export type Participation = "none" | "information" | "consultation" | "concertation" | "co_construction";

export type Aim = "climate" | "biodiversity" | "fulfilment" | "cohesion" | "responsible_consumption";

export type RoleName = "facilitator" | "editor" | "elected_official" | "partner" | "auditor" | "reader";

export type HeldRole = "facilitator" | "editor" | "elected_official" | "partner" | "auditor" | "reader" | "guest";

export type AuthorKind = "elected" | "officer" | "partner";

export type ContributionNature = "action" | "orientation" | "objective";

export type AuthorityKind = "municipality" | "intermunicipal_body" | "department" | "region" | "state_service" | "chamber" | "association" | "guest_association" | "business" | "education" | "tourism" | "farming";

export type Clock = "real" | "given";

export type Engagement = "prospect" | "engaged" | "recognised";

export type Initiative = "agenda21" | "climate_plan" | "territorial_contract" | "other";

export type InitiativeStage = "reflection" | "diagnosis" | "strategy" | "drafting" | "implementation" | "evaluation";

export type ReferentCapacity = "elected" | "officer";

export type SimilarReason = "trait" | "can_help" | "can_be_helped" | "initiative" | "population";

export type MatchReason = "theme" | "size" | "trait" | "initiative" | "elsewhere";

export type FigureKind = "meetings_held" | "minutes_missing" | "decisions_late" | "members_absent" | "members_without_referent" | "members_without_elected" | "plans_untouched" | "actions_late" | "conflicts_open" | "opinions_given" | "needs_alone" | "questions_open" | "mentorships_running" | "mentorships_requested";

export type WaitingKind = "conflict" | "invitation" | "consultation" | "consultation_to_close" | "questionnaire" | "minutes_to_review" | "amendments" | "minutes_to_approve" | "minutes_to_publish" | "decision" | "action" | "finding" | "findings" | "findings_contested" | "ideas" | "themes" | "mentoring_request" | "mentoring_more" | "mentoring_charter" | "mentoring_evaluation" | "question" | "data_requests";

export type Situation = "newcomer" | "in_difficulty";

export type MentorshipStage = "requested" | "questioned" | "accepted" | "running" | "declined" | "withdrawn" | "closed";

export type Ending = "goals_reached" | "on_its_own" | "no_time" | "no_match" | "other";

export type GoalStanding = "open" | "reached" | "dropped" | "promoted";

export type Pace = "soon" | "daily" | "weekly" | "never";

export type Criterion = "added_value" | "opportunity" | "need" | "competence";

export type SourceMove = "added" | "removed" | "merged" | "split";

export type Stance = "favourable" | "reserved" | "unfavourable" | "no_opinion";

export type RoadmapStage = "draft" | "consulted" | "adopted" | "running";

export type LineageStep = "contributed" | "retracted" | "added" | "removed" | "merged" | "split" | "set_aside" | "answered" | "scored" | "promoted" | "decided" | "sent_out" | "consulted" | "adopted" | "started" | "programmed" | "carried" | "left_out" | "over";

export type MeetingKind = "annual" | "rendezvous" | "morning" | "cafe" | "round_table" | "visit" | "elected_and_officers" | "welcome" | "agenda21_day" | "individual" | "video";

export type Capacity = "elected" | "officer" | "other";

export type Reply = "accepted" | "declined" | "represented";

export type MeetingStanding = "planned" | "closed" | "called_off";

export type Alarm = "none" | "short" | "missed";

export type MinutesStage = "draft" | "review" | "approved" | "published";

export type MinutesPart = "opening" | "workshop" | "next_steps";

export type AmendmentOutcome = "accepted" | "declined" | "withdrawn";

export type QuestionnaireStage = "draft" | "open" | "closed";

export type Respondents = "people" | "authorities";

export type AnswerKind = "text" | "choice" | "choices" | "number";

export type AnswerAbout = "need" | "practice";

export type MetBy = "practice" | "skill";

export type IdeaOrigin = "workshop" | "elected" | "officers" | "inhabitants" | "body" | "other";

export type IdeaStanding = "open" | "promoted" | "declined" | "withdrawn";

export type FindingStanding = "submitted" | "verified" | "contested" | "upheld" | "dismissed" | "withdrawn";

export type FindingLevel = "high" | "medium" | "low";

export type BodyKind = "monitoring_club" | "steering_committee" | "partner_conference" | "working_group";

export type BodyFacet = "internal" | "external";

export type Canvas = "agenda21" | "continuous_improvement";

export type ResolutionSubject = "engagement" | "adviser" | "assessment" | "strategy" | "plan" | "evaluation" | "other";

export type SessionPurpose = "training" | "mobilisation";

export type SessionPublic = "officers" | "elected" | "inhabitants" | "local_actors";

export type Unanimity = "all" | "cast" | "no";

export type MomentKind = "council_vote" | "steering_committee" | "version" | "other";

export type AttachmentKind = "plan" | "action" | "idea" | "finding" | "meeting" | "minutes" | "synthesis" | "workshop" | "mentorship" | "authority";

export type AttachmentType = "pdf" | "docx" | "xlsx" | "pptx" | "odt" | "ods" | "odp" | "odg" | "png" | "jpeg" | "webp" | "text";

export type CommentOn = "plan" | "action" | "idea" | "finding" | "meeting" | "synthesis" | "minutes" | "questionnaire" | "workshop" | "mentorship" | "authority";

export type WhatBecame = "added" | "withdrawn" | "restored" | "changed" | "gone" | "passed" | "unchanged";

// Rows, one type a table.

/** What one funder gives, in cents excluding tax; null while the amount is not known. */
export interface Funding {
  readonly amount: Cents | null;
}

/** One role as a person holds it: for an authority where the role asks for one, for some topics alone where they are named. */
export interface Role {
  readonly role: HeldRole;
  readonly authority_id: Uuid | null;
  readonly topics: readonly string[];
}

/** One event, by its position, and the texts in it: by field, and by place or key where the field holds several. */
export interface RedactionPlace {
  readonly position: number;
  readonly fields: readonly string[];
}

/** Something that the network pursues, and the workshop that works on it. */
export interface Objective {
  readonly objective_id: Uuid;
  readonly title: string;
  readonly order_key: string;
  readonly workshop_id: Uuid | null;
}

/** One person of the technical committee, and the authority that they sit there for. */
export interface CommitteeSeat {
  readonly person_id: Uuid;
  readonly authority_id: Uuid | null;
}

/** An item of an agenda as it is planned. */
export interface NewAgendaItem {
  readonly title: string;
  readonly minutes: number;
  readonly order_key: string;
}

/** A section with which minutes are begun. */
export interface NewSection {
  readonly part: MinutesPart;
  readonly heading: string;
  readonly order_key: string;
  readonly text: string | null;
  readonly workshop: Uuid | null;
}

/** What someone says to one question: a text, what they chose, or a whole number. */
export interface GivenAnswer {
  readonly text: string | null;
  readonly chosen: readonly string[];
  readonly number: number | null;
}

/** What was said to one question, as it is kept: what was chosen stands one a line in the text. */
export interface SaidAnswer {
  readonly text: string | null;
  readonly number: number | null;
}

/** A step as the process starts with it. */
export interface NewProcessStep {
  readonly title: string;
  readonly order_key: string;
}

/** A contribution, where it was said. */
export interface Source {
  readonly workshop: Uuid;
  readonly contribution: Uuid;
}

/** One contribution came into a cluster, or went out of all. */
export interface SourceMoved {
  readonly how: SourceMove;
  readonly cluster_id: Uuid | null;
  readonly at: Instant;
  readonly by: Uuid;
}

/** An action that the next programme leaves out, and why. */
export interface Omitted {
  readonly action: Uuid;
  readonly why: string;
}

/** A wish that met someone else's change, until somebody settles it. */
export interface OpenWish {
  readonly conflict_id: Uuid;
  readonly field: string;
  readonly was: Json;
  readonly yours: Json;
  readonly by: Uuid;
  readonly at: Instant;
}

/** A point on the map, north and east, in hundred-thousandths of a degree (WGS 84). */
export interface MapPoint {
  readonly latitude: number;
  readonly longitude: number;
}

/** Somebody who vouches for a skill, and in what words; which action shows it to them, the history tells who may see that one. */
export interface Endorsement {
  readonly by: Uuid;
  readonly evidence: string | null;
  readonly at: Instant;
}

/** What the mentor asked before answering the request, and what the mentee said to it. */
export interface Exchange {
  readonly question: string;
  readonly answer: string | null;
}

/** One time that the two met. */
export interface MentoringSession {
  readonly session_id: Uuid;
  readonly on: Day;
  readonly minutes: number | null;
}

/** One goal; where it was promoted, the action that it became. */
export interface Goal {
  readonly goal_id: Uuid;
  readonly text: string;
  readonly due_on: Day | null;
  readonly standing: GoalStanding;
  readonly plan_id: Uuid | null;
  readonly action_id: Uuid | null;
}

/** What it was worth to one of the two, from one to five. */
export interface Evaluation {
  readonly by: Uuid;
  readonly rating: number;
  readonly words: string | null;
}

/** One answer, and whom it helped. */
export interface MemberAnswer {
  readonly answer_id: Uuid;
  readonly author: Uuid;
  readonly text: string;
  readonly at: Instant;
  readonly useful_to: readonly Uuid[];
  readonly withdrawn: boolean;
}

/** One tool that was handed over; ``withdrawn`` where it was taken back. */
export interface Tool {
  readonly tool_id: Uuid;
  readonly name: string;
  readonly notes: string | null;
  readonly delivered_at: Instant;
  readonly withdrawn: boolean;
}

/** What one person may do in the network; nothing while suspended. */
export interface Rights {
  readonly person_id: Uuid;
  readonly network_id: Uuid;
  readonly roles: readonly Role[];
  readonly suspended: boolean;
}

/** Who alone may see one item, since when, and who said so. */
export interface RestrictedItems {
  readonly item_id: Uuid;
  readonly plan_id: Uuid;
  readonly parties: readonly Uuid[];
  readonly by: Uuid;
  readonly at: Instant;
}

/** Where an item lies for ever: in another one, in its plan or network alone; who alone may see it, where its beginning says so. */
export interface ItemPlaces {
  readonly item_id: Uuid;
  readonly plan_id: Uuid;
  readonly within_id: Uuid | null;
  readonly parties: readonly Uuid[];
}

/** What a network is called, and whether its clock is real or was given by whoever loaded it. */
export interface NetworkProfile {
  readonly network_id: Uuid;
  readonly name: string;
  readonly clock: Clock;
  readonly time_zone: string;
}

/** How one network is steered; the days of its period are null where it is open. */
export interface NetworkGovernance {
  readonly governance_id: Uuid;
  readonly network_id: Uuid;
  readonly begins_on: Day | null;
  readonly ends_on: Day | null;
  readonly objectives: readonly Objective[];
  readonly committee: readonly CommitteeSeat[];
}

/** One local authority; ``left_at`` is set once it has left. */
export interface MemberList {
  readonly authority_id: Uuid;
  readonly network_id: Uuid;
  readonly name: string;
  readonly kind: AuthorityKind;
  readonly siren: string | null;
  readonly insee_code: string | null;
  readonly population: number | null;
  readonly joined_at: Instant;
  readonly left_at: Instant | null;
}

/** One plan. */
export interface PlanList {
  readonly plan_id: Uuid;
  readonly network_id: Uuid;
  readonly title: string;
  readonly description: string | null;
  readonly authority_id: Uuid;
  readonly opened_at: Instant;
  readonly opened_by: Uuid;
  readonly withdrawn: boolean;
}

/** One axis of a plan; ``internal`` ones concern the authority's own running. */
export interface AxisList {
  readonly axis_id: Uuid;
  readonly plan_id: Uuid;
  readonly parent_id: Uuid | null;
  readonly title: string;
  readonly description: string | null;
  readonly order_key: string;
  readonly internal: boolean;
  readonly withdrawn: boolean;
}

/** One phase of a plan. */
export interface PhaseCalendar {
  readonly phase_id: Uuid;
  readonly plan_id: Uuid;
  readonly title: string;
  readonly starts_on: Day | null;
  readonly ends_on: Day | null;
  readonly withdrawn: boolean;
}

/** One published version: the log up to ``published_position``, or up to the token ``of`` where one was named. */
export interface VersionList {
  readonly version_id: Uuid;
  readonly plan_id: Uuid;
  readonly label: string;
  readonly of: string | null;
  readonly published_position: number;
  readonly published_at: Instant;
  readonly published_by: Uuid;
}

/** One named moment: the log up to ``named_position``, or up to the token ``of`` where one was named. */
export interface MomentList {
  readonly moment_id: Uuid;
  readonly network_id: Uuid;
  readonly plan_id: Uuid | null;
  readonly title: string;
  readonly kind: MomentKind;
  readonly held_on: Day;
  readonly description: string | null;
  readonly of: string | null;
  readonly named_position: number;
  readonly named_at: Instant;
  readonly named_by: Uuid;
  readonly withdrawn: boolean;
}

/** One plan that the public sees: which version, since when, and who showed it. */
export interface PublicPlans {
  readonly plan_id: Uuid;
  readonly version_id: Uuid;
  readonly shown_at: Instant;
  readonly shown_by: Uuid;
}

/** One action or, with a parent, sub-action. Money is in cents excluding tax. Late is for readers to compute. */
export interface PlanBoard {
  readonly action_id: Uuid;
  readonly plan_id: Uuid;
  readonly parent_id: Uuid | null;
  readonly axis_id: Uuid | null;
  readonly order_key: string;
  readonly code: string | null;
  readonly title: string;
  readonly description: string | null;
  readonly objectives: string | null;
  readonly lead: string | null;
  readonly lead_service: string | null;
  readonly co_leads: readonly string[];
  readonly partners: readonly string[];
  readonly lead_people: readonly Uuid[];
  readonly elected_people: readonly Uuid[];
  readonly governance: string | null;
  readonly resources: string | null;
  readonly participation: Participation | null;
  readonly calendar: string | null;
  readonly starts_on: Day | null;
  readonly ends_on: Day | null;
  readonly continuous: boolean;
  readonly status: Status;
  readonly status_reason: string | null;
  readonly priority: FindingLevel | null;
  readonly aims: readonly Aim[];
  readonly funders: { readonly [key: string]: Funding };
  readonly budget_planned: number | null;
  readonly budget_actual: number | null;
  readonly notes: string | null;
  readonly extra: { readonly [key: string]: string };
  readonly withdrawn: boolean;
  readonly added_at: Instant;
  readonly added_by: Uuid;
  readonly changed_at: Instant;
  readonly changed_by: Uuid;
}

/** One value that could not stand: who wanted it, for which field of which item, and what they had seen there. */
export interface ConflictInbox {
  readonly conflict_id: Uuid;
  readonly network_id: Uuid;
  readonly plan_id: Uuid | null;
  readonly stream_id: Uuid;
  readonly item_id: Uuid;
  readonly field: string;
  readonly was: Json;
  readonly yours: Json;
  readonly by: Uuid;
  readonly at: Instant;
  readonly settled_by: Uuid | null;
  readonly settled_at: Instant | null;
}

/** One note; ``parties`` alone see it where some are named, and nobody sees it who does not see what it stands on. */
export interface NoteList {
  readonly note_id: Uuid;
  readonly plan_id: Uuid;
  readonly action_id: Uuid | null;
  readonly author: Uuid;
  readonly text: string;
  readonly parties: readonly Uuid[];
  readonly written_at: Instant;
  readonly edited_by: Uuid | null;
  readonly edited_at: Instant | null;
  readonly withdrawn: boolean;
}

/** One comment, seen by who may see its item; ``answers_id`` is the comment that it answers. */
export interface CommentList {
  readonly comment_id: Uuid;
  readonly network_id: Uuid;
  readonly about: CommentOn;
  readonly item_id: Uuid;
  readonly plan_id: Uuid | null;
  readonly answers_id: Uuid | null;
  readonly author_id: Uuid;
  readonly text: string;
  readonly mentions: readonly Uuid[];
  readonly written_at: Instant;
  readonly edited_at: Instant | null;
  readonly withdrawn: boolean;
  readonly withdrawn_by: Uuid | null;
}

/** One file on one item; ``withdrawn`` ones can be restored, of ``erased`` ones nothing is left but what they were called. */
export interface AttachmentList {
  readonly attachment_id: Uuid;
  readonly network_id: Uuid;
  readonly item_id: Uuid;
  readonly kind: AttachmentKind;
  readonly plan_id: Uuid | null;
  readonly name: string;
  readonly title: string | null;
  readonly type: AttachmentType;
  readonly size: number;
  readonly sha256: string;
  readonly attached_by: Uuid;
  readonly attached_at: Instant;
  readonly withdrawn: boolean;
  readonly erased: boolean;
}

/** One workshop; ``sitting`` counts how often it was open, and ``closed_at`` is empty while it is. */
export interface WorkshopList {
  readonly workshop_id: Uuid;
  readonly network_id: Uuid;
  readonly title: string;
  readonly question: string;
  readonly plan_id: Uuid | null;
  readonly opened_at: Instant;
  readonly opened_by: Uuid;
  readonly meeting_id: Uuid | null;
  readonly sitting: number;
  readonly closed_at: Instant | null;
}

/** A proposed action and the objective it pursues, or an orientation or an objective alone: ``action`` is what was said. */
export interface WorkshopBoard {
  readonly contribution_id: Uuid;
  readonly workshop_id: Uuid;
  readonly author_id: Uuid;
  readonly author_kind: AuthorKind | null;
  readonly group_name: string | null;
  readonly action: string;
  readonly objective: string | null;
  readonly contributed_at: Instant;
  readonly changed_at: Instant;
  readonly orientation: string | null;
  readonly question_id: Uuid | null;
  readonly nature: ContributionNature;
  readonly withdrawn: boolean;
}

/** One question that a workshop asks, in its place among the others. */
export interface WorkshopQuestions {
  readonly question_id: Uuid;
  readonly workshop_id: Uuid;
  readonly text: string;
  readonly order_key: string;
  readonly withdrawn: boolean;
}

/** One group at its table; the same name in two workshops is the same group. */
export interface WorkshopGroups {
  readonly table_id: Uuid;
  readonly workshop_id: Uuid;
  readonly group_name: string;
  readonly assigned_at: Instant;
}

/** Where one person sits; ``kind`` is what a guest said they are, empty for someone with an account. */
export interface WorkshopSeats {
  readonly seat_id: Uuid;
  readonly workshop_id: Uuid;
  readonly person_id: Uuid;
  readonly group_name: string | null;
  readonly kind: AuthorKind | null;
}

/** How many contributions stand in a workshop, those withdrawn left out. */
export interface WorkshopTally {
  readonly workshop_id: Uuid;
  readonly meeting_id: Uuid | null;
  readonly contributions: number;
}

/** One series; ``targets`` says from which year on how many meetings a year are promised. */
export interface MeetingSeriesList {
  readonly series_id: Uuid;
  readonly network_id: Uuid;
  readonly title: string;
  readonly targets: { readonly [key: string]: number };
  readonly started_at: Instant;
  readonly ended_at: Instant | null;
}

/** A theme that a member proposed; ``meeting_id`` is empty until it has its place. */
export interface MeetingThemeList {
  readonly theme_id: Uuid;
  readonly network_id: Uuid;
  readonly series_id: Uuid;
  readonly author_id: Uuid;
  readonly title: string;
  readonly why: string | null;
  readonly proposed_at: Instant;
  readonly meeting_id: Uuid | null;
  readonly withdrawn: boolean;
}

/** One meeting; ``begins`` is a time of the network's own zone, ``why_off`` the reason why it was called off. */
export interface MeetingList {
  readonly meeting_id: Uuid;
  readonly network_id: Uuid;
  readonly series_id: Uuid | null;
  readonly title: string;
  readonly kind: MeetingKind;
  readonly held_on: Day;
  readonly begins: string | null;
  readonly minutes: number;
  readonly place: string | null;
  readonly themes: readonly string[];
  readonly programme: string | null;
  readonly planned_at: Instant;
  readonly planned_by: Uuid;
  readonly standing: MeetingStanding;
  readonly why_off: string | null;
}

/** One item of an agenda; ``theme_id`` is the theme of a member that it came from. */
export interface MeetingAgenda {
  readonly item_id: Uuid;
  readonly meeting_id: Uuid;
  readonly title: string;
  readonly minutes: number;
  readonly order_key: string;
  readonly theme_id: Uuid | null;
  readonly withdrawn: boolean;
}

/** What one authority answers; ``reply`` is empty while it has not, ``invited_at`` where it came forward by itself. */
export interface MeetingAnswers {
  readonly answer_id: Uuid;
  readonly meeting_id: Uuid;
  readonly authority_id: Uuid;
  readonly invited_at: Instant | null;
  readonly reply: Reply | null;
  readonly represented_by: Uuid | null;
  readonly answered_at: Instant | null;
  readonly answered_by: Uuid | null;
}

/** Someone who is there; ``person_id`` is empty where nobody keeps their name. Taken back, the row is gone. */
export interface MeetingAttendance {
  readonly participant_id: Uuid;
  readonly meeting_id: Uuid;
  readonly capacity: Capacity;
  readonly authority_id: Uuid | null;
  readonly authority_kind: string | null;
  readonly person_id: Uuid | null;
  readonly checked_in_at: Instant;
}

/** What was decided, who sees to it and by when; ``action_id`` is the action of a plan that it added or changed. */
export interface MeetingDecisions {
  readonly decision_id: Uuid;
  readonly network_id: Uuid;
  readonly meeting_id: Uuid;
  readonly text: string;
  readonly due_on: Day;
  readonly owner_id: Uuid | null;
  readonly authority_id: Uuid | null;
  readonly plan_id: Uuid | null;
  readonly action_id: Uuid | null;
  readonly decided_at: Instant;
  readonly finished_at: Instant | null;
  readonly withdrawn: boolean;
}

/** One visit, and how many seats it has. */
export interface MeetingVisits {
  readonly visit_id: Uuid;
  readonly meeting_id: Uuid;
  readonly place: string;
  readonly seats: number;
  readonly departs: string | null;
  readonly withdrawn: boolean;
}

/** Seats that a person booked; given back, the row is gone. */
export interface MeetingBookings {
  readonly booking_id: Uuid;
  readonly meeting_id: Uuid;
  readonly visit_id: Uuid;
  readonly person_id: Uuid;
  readonly seats: number;
  readonly booked_at: Instant;
}

/** The minutes of one meeting; ``published_position`` is where they stand for ever, empty until they are published. */
export interface MinutesList {
  readonly minutes_id: Uuid;
  readonly network_id: Uuid;
  readonly meeting_id: Uuid;
  readonly title: string;
  readonly workshops: readonly Uuid[];
  readonly stage: MinutesStage;
  readonly begun_at: Instant;
  readonly begun_by: Uuid;
  readonly reviewed_at: Instant | null;
  readonly approved_at: Instant | null;
  readonly approved_by: Uuid | null;
  readonly published_at: Instant | null;
  readonly published_by: Uuid | null;
  readonly published_position: number | null;
}

/** One section; ``workshop_id`` says in the chapter of which workshop it stands. */
export interface MinutesSections {
  readonly section_id: Uuid;
  readonly minutes_id: Uuid;
  readonly part: MinutesPart;
  readonly workshop_id: Uuid | null;
  readonly heading: string;
  readonly text: string | null;
  readonly order_key: string;
  readonly changed_at: Instant;
  readonly changed_by: Uuid;
  readonly withdrawn: boolean;
}

/** Another text that someone who was there wants for a section; ``outcome`` is empty while it waits. */
export interface MinutesAmendments {
  readonly amendment_id: Uuid;
  readonly minutes_id: Uuid;
  readonly section_id: Uuid;
  readonly author_id: Uuid;
  readonly was: string | null;
  readonly wanted: string | null;
  readonly why: string | null;
  readonly proposed_at: Instant;
  readonly outcome: AmendmentOutcome | null;
  readonly answered_at: Instant | null;
  readonly answered_by: Uuid | null;
  readonly why_not: string | null;
}

/** One questionnaire, and at what stage it is. */
export interface QuestionnaireList {
  readonly questionnaire_id: Uuid;
  readonly network_id: Uuid;
  readonly title: string;
  readonly introduction: string | null;
  readonly respondents: Respondents;
  readonly meeting_id: Uuid | null;
  readonly stage: QuestionnaireStage;
  readonly drafted_at: Instant;
  readonly drafted_by: Uuid;
  readonly opened_at: Instant | null;
  readonly closed_at: Instant | null;
}

/** One question; ``about`` says whether it asks for a need or for a practice, where it asks for either. */
export interface QuestionnaireQuestions {
  readonly question_id: Uuid;
  readonly questionnaire_id: Uuid;
  readonly text: string;
  readonly kind: AnswerKind;
  readonly order_key: string;
  readonly choices: readonly string[];
  readonly required: boolean;
  readonly about: AnswerAbout | null;
  readonly withdrawn: boolean;
}

/** What one person, or one authority by that person, answers; ``times`` counts how often they said so anew. */
export interface QuestionnaireAnswers {
  readonly answer_id: Uuid;
  readonly questionnaire_id: Uuid;
  readonly person_id: Uuid;
  readonly authority_id: Uuid | null;
  readonly answers: { readonly [key: string]: SaidAnswer };
  readonly answered_at: Instant;
  readonly changed_at: Instant;
  readonly times: number;
}

/** One synthesis, and the workshops whose contributions it gathers. */
export interface SynthesisList {
  readonly synthesis_id: Uuid;
  readonly network_id: Uuid;
  readonly title: string;
  readonly workshop_ids: readonly Uuid[];
  readonly opened_at: Instant;
  readonly opened_by: Uuid;
}

/** What several people asked for in their own words. */
export interface SynthesisClusters {
  readonly cluster_id: Uuid;
  readonly synthesis_id: Uuid;
  readonly network_id: Uuid;
  readonly title: string;
  readonly summary: string | null;
  readonly made_at: Instant;
  readonly made_by: Uuid;
  readonly split_from: Uuid | null;
  readonly merged_into: Uuid | null;
  readonly merged_at: Instant | null;
  readonly aside_at: Instant | null;
  readonly why_aside: string | null;
}

/** The action that came of a cluster: a row of its own, since it tells of the action and is for who may see that one. */
export interface SynthesisPromotions {
  readonly cluster_id: Uuid;
  readonly synthesis_id: Uuid;
  readonly plan_id: Uuid;
  readonly action_id: Uuid;
  readonly promoted_at: Instant;
  readonly promoted_by: Uuid;
}

/** Where one contribution stands in a synthesis, and how it came there; in no cluster where ``cluster_id`` is empty. */
export interface SynthesisSources {
  readonly place_id: Uuid;
  readonly synthesis_id: Uuid;
  readonly network_id: Uuid;
  readonly workshop_id: Uuid;
  readonly contribution_id: Uuid;
  readonly cluster_id: Uuid | null;
  readonly moves: readonly SourceMoved[];
}

/** What someone answered to a questionnaire, linked to a cluster; unlinked, the row is gone. */
export interface SynthesisAnswers {
  readonly link_id: Uuid;
  readonly synthesis_id: Uuid;
  readonly cluster_id: Uuid;
  readonly answer_id: Uuid;
  readonly text: string;
  readonly questionnaire_id: Uuid | null;
  readonly linked_at: Instant;
  readonly linked_by: Uuid;
}

/** What one person thinks of a cluster by one criterion, and why; ``times`` counts how often they said so, the last one stands. */
export interface SynthesisScores {
  readonly score_id: Uuid;
  readonly synthesis_id: Uuid;
  readonly cluster_id: Uuid;
  readonly person_id: Uuid;
  readonly criterion: Criterion;
  readonly points: number;
  readonly why: string;
  readonly scored_at: Instant;
  readonly times: number;
}

/** One roadmap; ``consultation_id`` is the last consultation of its members, ``version_id`` the version that was adopted. */
export interface RoadmapList {
  readonly roadmap_id: Uuid;
  readonly plan_id: Uuid;
  readonly network_id: Uuid;
  readonly first_year: number;
  readonly last_year: number;
  readonly drafted_at: Instant;
  readonly drafted_by: Uuid;
  readonly stage: RoadmapStage;
  readonly consultation_id: Uuid | null;
  readonly sent_out_at: Instant | null;
  readonly body: string | null;
  readonly adopted_on: Day | null;
  readonly adopted_at: Instant | null;
  readonly adopted_by: Uuid | null;
  readonly version_id: Uuid | null;
  readonly started_at: Instant | null;
  readonly started_by: Uuid | null;
}

/** The programme of one year; ``left_out`` says for actions of the one before why they are not in it. */
export interface RoadmapProgrammes {
  readonly programme_id: Uuid;
  readonly roadmap_id: Uuid;
  readonly plan_id: Uuid;
  readonly year: number;
  readonly action_ids: readonly Uuid[];
  readonly carried_ids: readonly Uuid[];
  readonly left_out: readonly Omitted[];
  readonly programmed_at: Instant;
  readonly programmed_by: Uuid;
  readonly times: number;
}

/** One consultation; ``closed_at`` is empty while it is open, ``why_closed`` where it ended in its time. */
export interface ConsultationList {
  readonly consultation_id: Uuid;
  readonly plan_id: Uuid;
  readonly network_id: Uuid;
  readonly title: string;
  readonly question: string | null;
  readonly until: Day;
  readonly authority_ids: readonly Uuid[];
  readonly opened_at: Instant;
  readonly opened_by: Uuid;
  readonly closed_at: Instant | null;
  readonly why_closed: string | null;
}

/** What one authority thinks; ``times`` counts how often it was given, the last one stands. */
export interface ConsultationOpinions {
  readonly opinion_id: Uuid;
  readonly consultation_id: Uuid;
  readonly plan_id: Uuid;
  readonly network_id: Uuid;
  readonly authority_id: Uuid;
  readonly stance: Stance;
  readonly words: string | null;
  readonly given_at: Instant;
  readonly given_by: Uuid;
  readonly times: number;
}

/** One authority as the directory tells of it; ``engaged_on`` is the day of the last step of its engagement. */
export interface Directory {
  readonly authority_id: Uuid;
  readonly network_id: Uuid;
  readonly population: number | null;
  readonly traits: readonly string[];
  readonly needs: readonly string[];
  readonly body_id: Uuid | null;
  readonly initiative: Initiative | null;
  readonly initiative_stage: InitiativeStage | null;
  readonly particulars: string | null;
  readonly engagement: Engagement;
  readonly engaged_on: Day | null;
  readonly conflicts: readonly OpenWish[];
  readonly changed_at: Instant;
  readonly changed_by: Uuid;
  readonly place: MapPoint | null;
}

/** One person for one authority; ``retired_at`` is set once they speak for it no more. */
export interface ReferentList {
  readonly referent_id: Uuid;
  readonly network_id: Uuid;
  readonly person_id: Uuid;
  readonly authority_id: Uuid;
  readonly capacity: ReferentCapacity;
  readonly named_at: Instant;
  readonly ambassador_of: readonly string[];
  readonly retired_at: Instant | null;
}

/** One skill of an authority, of a person, or of a person as one of an authority; seen by who may see the action that shows it. */
export interface SkillList {
  readonly skill_id: Uuid;
  readonly network_id: Uuid;
  readonly name: string;
  readonly authority_id: Uuid | null;
  readonly person_id: Uuid | null;
  readonly action_id: Uuid | null;
  readonly evidence: string | null;
  readonly declared_at: Instant;
  readonly declared_by: Uuid;
  readonly endorsements: readonly Endorsement[];
  readonly withdrawn: boolean;
}

/** One offer; what runs goes on while it is ``paused``, or once it is ``withdrawn``. */
export interface MentorList {
  readonly offer_id: Uuid;
  readonly network_id: Uuid;
  readonly person_id: Uuid;
  readonly authority_id: Uuid | null;
  readonly themes: readonly string[];
  readonly capacity: number;
  readonly offered_at: Instant;
  readonly paused: boolean;
  readonly withdrawn: boolean;
}

/** The places of one offer that are taken. */
export interface MentorPlaces {
  readonly offer_id: Uuid;
  readonly network_id: Uuid;
  readonly person_id: Uuid;
  readonly taken: number;
}

/** One mentorship, from the request to its end. */
export interface MentoringCircle {
  readonly mentorship_id: Uuid;
  readonly network_id: Uuid;
  readonly offer_id: Uuid;
  readonly mentor_id: Uuid;
  readonly mentee_id: Uuid;
  readonly authority_id: Uuid | null;
  readonly situation: Situation;
  readonly need: string;
  readonly themes: readonly string[];
  readonly size: number | null;
  readonly requested_at: Instant;
  readonly changed_at: Instant;
  readonly stage: MentorshipStage;
  readonly exchanges: readonly Exchange[];
  readonly charter: string | null;
  readonly agreed: readonly Uuid[];
  readonly started_on: Day | null;
  readonly meeting_id: Uuid | null;
  readonly sessions: readonly MentoringSession[];
  readonly goals: readonly Goal[];
  readonly closed_at: Instant | null;
  readonly closed_by: Uuid | null;
  readonly ending: Ending | null;
  readonly reason: string | null;
  readonly evaluations: readonly Evaluation[];
}

/** One note; a ``private`` one is shown to its author, a shared one to the two parties of its mentorship (restricted_items.py). */
export interface MentoringJournal {
  readonly note_id: Uuid;
  readonly network_id: Uuid;
  readonly mentorship_id: Uuid;
  readonly session_id: Uuid | null;
  readonly author: Uuid;
  readonly private: boolean;
  readonly text: string;
  readonly written_at: Instant;
  readonly edited_at: Instant | null;
  readonly withdrawn: boolean;
}

/** One question; ``skill_id`` is that of the resource person to whom it is put, empty where it is for everybody. */
export interface QuestionList {
  readonly question_id: Uuid;
  readonly network_id: Uuid;
  readonly asker: Uuid;
  readonly text: string;
  readonly theme: string | null;
  readonly skill_id: Uuid | null;
  readonly asked_at: Instant;
  readonly answers: readonly MemberAnswer[];
  readonly withdrawn: boolean;
}

/** One file; ``closed_at`` is empty while it is open, ``reason`` says why it was closed. */
export interface SupportFileList {
  readonly file_id: Uuid;
  readonly network_id: Uuid;
  readonly authority_id: Uuid;
  readonly adviser_id: Uuid;
  readonly need: string;
  readonly opened_at: Instant;
  readonly tools: readonly Tool[];
  readonly closed_at: Instant | null;
  readonly reason: string | null;
}

/** One finding; ``opinions`` has the last word of each person, ``standing_reason`` why it is contested or was concluded. */
export interface FindingList {
  readonly finding_id: Uuid;
  readonly plan_id: Uuid;
  readonly author_id: Uuid;
  readonly text: string;
  readonly theme: string | null;
  readonly source: string | null;
  readonly verifier_id: Uuid | null;
  readonly submitted_at: Instant;
  readonly standing: FindingStanding;
  readonly standing_reason: string | null;
  readonly standing_by: Uuid | null;
  readonly opinions: { readonly [key: string]: FindingLevel };
}

/** One idea; ``action_id`` is the action that became of it: it says the same, so it is seen by who may see that one. */
export interface IdeaList {
  readonly idea_id: Uuid;
  readonly plan_id: Uuid;
  readonly author_id: Uuid;
  readonly title: string;
  readonly text: string | null;
  readonly origin: IdeaOrigin;
  readonly heard: string | null;
  readonly from_body_id: Uuid | null;
  readonly proposed_at: Instant;
  readonly refined_at: Instant | null;
  readonly standing: IdeaStanding;
  readonly standing_reason: string | null;
  readonly action_id: Uuid | null;
}

/** One body; without a plan it looks after the whole network. */
export interface BodyList {
  readonly body_id: Uuid;
  readonly network_id: Uuid;
  readonly plan_id: Uuid | null;
  readonly name: string;
  readonly kind: BodyKind;
  readonly facet: BodyFacet | null;
  readonly theme: string | null;
  readonly mandate: string | null;
  readonly people: readonly Uuid[];
  readonly authorities: readonly Uuid[];
  readonly established_at: Instant;
  readonly dissolved_at: Instant | null;
}

/** What a body saw of the plan on a day. */
export interface BodyFollowUps {
  readonly follow_up_id: Uuid;
  readonly network_id: Uuid;
  readonly plan_id: Uuid | null;
  readonly body_id: Uuid;
  readonly seen_on: Day;
  readonly text: string;
  readonly author_id: Uuid;
}

/** The process of one plan, and the canvas that it started from. */
export interface ProcessList {
  readonly process_id: Uuid;
  readonly plan_id: Uuid;
  readonly authority_id: Uuid;
  readonly canvas: Canvas | null;
  readonly template_id: Uuid | null;
  readonly started_at: Instant;
}

/** One step of a process, and since when it is done. */
export interface ProcessSteps {
  readonly step_id: Uuid;
  readonly plan_id: Uuid;
  readonly process_id: Uuid;
  readonly title: string;
  readonly order_key: string;
  readonly done_on: Day | null;
  readonly withdrawn: boolean;
}

/** What a council resolved; the votes are empty where nobody knows them. */
export interface ProcessResolutions {
  readonly resolution_id: Uuid;
  readonly plan_id: Uuid;
  readonly process_id: Uuid;
  readonly reference: string;
  readonly resolved_on: Day;
  readonly council: string;
  readonly subject: ResolutionSubject;
  readonly title: string;
  readonly result: "adopted" | "rejected";
  readonly provider: string | null;
  readonly votes_for: number | null;
  readonly votes_against: number | null;
  readonly abstained: number | null;
  readonly withdrawn: boolean;
  readonly withdrawn_reason: string | null;
}

/** A request for recognition, and its answer once there is one. */
export interface ProcessRecognitions {
  readonly request_id: Uuid;
  readonly plan_id: Uuid;
  readonly process_id: Uuid;
  readonly dossier: string;
  readonly requested_on: Day;
  readonly outcome: "granted" | "refused" | "waiting";
  readonly answered_on: Day | null;
  readonly answer_reason: string | null;
}

/** A session of training or mobilisation; without ``attended``, who came was checked in at the meeting. */
export interface ProcessSessions {
  readonly session_id: Uuid;
  readonly plan_id: Uuid;
  readonly process_id: Uuid;
  readonly title: string;
  readonly purpose: SessionPurpose;
  readonly held_on: Day;
  readonly public: SessionPublic;
  readonly headcount: number;
  readonly attended: number | null;
  readonly meeting_id: Uuid | null;
  readonly withdrawn: boolean;
}

/** A canvas of the network's own. */
export interface ProcessTemplates {
  readonly template_id: Uuid;
  readonly network_id: Uuid;
  readonly name: string;
  readonly steps: readonly string[];
  readonly written_at: Instant;
  readonly withdrawn: boolean;
}

/** One thing that happened; ``changed`` holds the fields of the event with their new values. */
export interface RecentActivity {
  readonly position: number;
  readonly network_id: Uuid;
  readonly plan_id: Uuid | null;
  readonly stream_id: Uuid;
  readonly tag: string;
  readonly by: Uuid;
  readonly on_behalf_of: Uuid | null;
  readonly at: Instant;
  readonly cause: Uuid | null;
  readonly command_id: Uuid;
  readonly reason: string | null;
  readonly changed: { readonly [key: string]: Json };
}

export interface Tables {
  rights: Rights;
  restricted_items: RestrictedItems;
  item_places: ItemPlaces;
  network_profile: NetworkProfile;
  network_governance: NetworkGovernance;
  member_list: MemberList;
  plan_list: PlanList;
  axis_list: AxisList;
  phase_calendar: PhaseCalendar;
  version_list: VersionList;
  moment_list: MomentList;
  public_plans: PublicPlans;
  plan_board: PlanBoard;
  conflict_inbox: ConflictInbox;
  note_list: NoteList;
  comment_list: CommentList;
  attachment_list: AttachmentList;
  workshop_list: WorkshopList;
  workshop_board: WorkshopBoard;
  workshop_questions: WorkshopQuestions;
  workshop_groups: WorkshopGroups;
  workshop_seats: WorkshopSeats;
  workshop_tally: WorkshopTally;
  meeting_series_list: MeetingSeriesList;
  meeting_theme_list: MeetingThemeList;
  meeting_list: MeetingList;
  meeting_agenda: MeetingAgenda;
  meeting_answers: MeetingAnswers;
  meeting_attendance: MeetingAttendance;
  meeting_decisions: MeetingDecisions;
  meeting_visits: MeetingVisits;
  meeting_bookings: MeetingBookings;
  minutes_list: MinutesList;
  minutes_sections: MinutesSections;
  minutes_amendments: MinutesAmendments;
  questionnaire_list: QuestionnaireList;
  questionnaire_questions: QuestionnaireQuestions;
  questionnaire_answers: QuestionnaireAnswers;
  synthesis_list: SynthesisList;
  synthesis_clusters: SynthesisClusters;
  synthesis_promotions: SynthesisPromotions;
  synthesis_sources: SynthesisSources;
  synthesis_answers: SynthesisAnswers;
  synthesis_scores: SynthesisScores;
  roadmap_list: RoadmapList;
  roadmap_programmes: RoadmapProgrammes;
  consultation_list: ConsultationList;
  consultation_opinions: ConsultationOpinions;
  directory: Directory;
  referent_list: ReferentList;
  skill_list: SkillList;
  mentor_list: MentorList;
  mentor_places: MentorPlaces;
  mentoring_circle: MentoringCircle;
  mentoring_journal: MentoringJournal;
  question_list: QuestionList;
  support_file_list: SupportFileList;
  finding_list: FindingList;
  idea_list: IdeaList;
  body_list: BodyList;
  body_follow_ups: BodyFollowUps;
  process_list: ProcessList;
  process_steps: ProcessSteps;
  process_resolutions: ProcessResolutions;
  process_recognitions: ProcessRecognitions;
  process_sessions: ProcessSessions;
  process_templates: ProcessTemplates;
  recent_activity: RecentActivity;
}

// Commands.

/** Change fields of an action; each says what the person saw and what they want. */
export interface ActionEdit {
  readonly tag: "action.edit";
  readonly axis?: Change<Uuid | null>;
  readonly order_key?: Change<string>;
  readonly code?: Change<string | null>;
  readonly title?: Change<string>;
  readonly description?: Change<string | null>;
  readonly objectives?: Change<string | null>;
  readonly lead?: Change<string | null>;
  readonly lead_service?: Change<string | null>;
  readonly co_leads?: Members<string>;
  readonly partners?: Members<string>;
  readonly lead_people?: Members<Uuid>;
  readonly elected_people?: Members<Uuid>;
  readonly governance?: Change<string | null>;
  readonly resources?: Change<string | null>;
  readonly participation?: Change<Participation | null>;
  readonly calendar?: Change<string | null>;
  readonly starts_on?: Change<Day | null>;
  readonly ends_on?: Change<Day | null>;
  readonly continuous?: Change<boolean>;
  readonly status?: Change<Status>;
  readonly priority?: Change<FindingLevel | null>;
  readonly aims?: Members<Aim>;
  readonly funders?: { readonly [key: string]: Change<Funding | null> };
  readonly budget_planned?: Change<Cents | null>;
  readonly budget_actual?: Change<Cents | null>;
  readonly notes?: Change<string | null>;
  readonly extra?: { readonly [key: string]: Change<string | null> };
}

/** Add an action to a plan, or a sub-action to one of its actions. */
export interface ActionAdd {
  readonly tag: "action.add";
  readonly plan: Uuid;
  readonly parent?: Uuid | null;
  readonly axis?: Uuid | null;
  readonly order_key: string;
  readonly code?: string | null;
  readonly title: string;
  readonly description?: string | null;
  readonly objectives?: string | null;
  readonly lead?: string | null;
  readonly lead_service?: string | null;
  readonly co_leads?: readonly string[];
  readonly partners?: readonly string[];
  readonly lead_people?: readonly Uuid[];
  readonly elected_people?: readonly Uuid[];
  readonly governance?: string | null;
  readonly resources?: string | null;
  readonly participation?: Participation | null;
  readonly calendar?: string | null;
  readonly starts_on?: Day | null;
  readonly ends_on?: Day | null;
  readonly continuous?: boolean;
  readonly status?: Status;
  readonly priority?: FindingLevel | null;
  readonly aims?: readonly Aim[];
  readonly funders?: { readonly [key: string]: Funding };
  readonly budget_planned?: Cents | null;
  readonly budget_actual?: Cents | null;
  readonly notes?: string | null;
  readonly extra?: { readonly [key: string]: string };
  readonly parties?: readonly Uuid[];
}

/** Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there. */
export interface ActionSettle {
  readonly tag: "action.settle";
  readonly conflict: Uuid;
  readonly value?: Change<Json>;
}

/** Take the action off the plan; its history stays and it can be restored. */
export interface ActionWithdraw {
  readonly tag: "action.withdraw";
}

/** Put a withdrawn action back on the plan. */
export interface ActionRestore {
  readonly tag: "action.restore";
}

/** Show the action to these people alone, from now on and in all its past; to others it is as if it were not there. */
export interface ActionRestrict {
  readonly tag: "action.restrict";
  readonly parties: readonly Uuid[];
}

/** Show a restricted action to the whole network again. */
export interface ActionOpen {
  readonly tag: "action.open";
}

/** Open a plan that a member authority owns. */
export interface PlanOpen {
  readonly tag: "action_plan.open";
  readonly title: string;
  readonly authority: Uuid;
  readonly description?: string | null;
}

/** Change the plan's title or description. */
export interface PlanEdit {
  readonly tag: "action_plan.edit";
  readonly title?: Change<string>;
  readonly description?: Change<string | null>;
}

/** Take the plan out of view; its history stays and it can be restored. */
export interface PlanWithdraw {
  readonly tag: "action_plan.withdraw";
}

/** Put a withdrawn plan back. */
export interface PlanRestore {
  readonly tag: "action_plan.restore";
}

/** Add an axis, or one below another. */
export interface PlanAddAxis {
  readonly tag: "action_plan.add_axis";
  readonly axis: Uuid;
  readonly title: string;
  readonly description?: string | null;
  readonly parent?: Uuid | null;
  readonly order_key: string;
  readonly internal?: boolean;
}

/** Rename, describe, move or reorder an axis. */
export interface PlanEditAxis {
  readonly tag: "action_plan.edit_axis";
  readonly axis: Uuid;
  readonly title?: Change<string>;
  readonly description?: Change<string | null>;
  readonly parent?: Change<Uuid | null>;
  readonly order_key?: Change<string>;
  readonly internal?: Change<boolean>;
}

/** Take an axis off the plan; its actions stay, without axis, until they are moved. */
export interface PlanWithdrawAxis {
  readonly tag: "action_plan.withdraw_axis";
  readonly axis: Uuid;
}

/** Put a withdrawn axis back. */
export interface PlanRestoreAxis {
  readonly tag: "action_plan.restore_axis";
  readonly axis: Uuid;
}

/** Add a phase of elaboration or follow-up; phases may overlap. */
export interface PlanAddPhase {
  readonly tag: "action_plan.add_phase";
  readonly phase: Uuid;
  readonly title: string;
  readonly starts_on?: Day | null;
  readonly ends_on?: Day | null;
}

/** Rename a phase or change its dates. */
export interface PlanEditPhase {
  readonly tag: "action_plan.edit_phase";
  readonly phase: Uuid;
  readonly title?: Change<string>;
  readonly starts_on?: Change<Day | null>;
  readonly ends_on?: Change<Day | null>;
}

/** Take a phase off the calendar. */
export interface PlanWithdrawPhase {
  readonly tag: "action_plan.withdraw_phase";
  readonly phase: Uuid;
}

/** Put a withdrawn phase back. */
export interface PlanRestorePhase {
  readonly tag: "action_plan.restore_phase";
  readonly phase: Uuid;
}

/** Publish a version of the plan as it stands, or as it stood at an earlier token. */
export interface PlanPublish {
  readonly tag: "action_plan.publish";
  readonly version: Uuid;
  readonly label: string;
  readonly of?: string | null;
}

/** Show a published version of the plan to the public, instead of the one it saw before. */
export interface PlanShowToPublic {
  readonly tag: "action_plan.show_to_public";
  readonly version: Uuid;
}

/** Show nothing of the plan to the public any more. */
export interface PlanHideFromPublic {
  readonly tag: "action_plan.hide_from_public";
}

/** Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there. */
export interface PlanSettle {
  readonly tag: "action_plan.settle";
  readonly conflict: Uuid;
  readonly value?: Change<Json>;
}

/** Give the network another name. */
export interface NetworkRename {
  readonly tag: "network.rename";
  readonly name: Change<string>;
}

/** Admit a local authority, or bring what is known of a member up to date. */
export interface NetworkAdmit {
  readonly tag: "network.admit";
  readonly authority: Uuid;
  readonly name: string;
  readonly kind: AuthorityKind;
  readonly siren?: string | null;
  readonly insee_code?: string | null;
  readonly population?: number | null;
}

/** Record that an authority leaves; its people lose the roles they had for it. */
export interface NetworkRelease {
  readonly tag: "network.release";
  readonly authority: Uuid;
}

/** Give a person a role, for an authority where the role asks for one, and for some topics alone where they are named. */
export interface NetworkGiveRole {
  readonly tag: "network.give_role";
  readonly person: Uuid;
  readonly role: RoleName;
  readonly authority?: Uuid | null;
  readonly topics?: readonly string[];
}

/** Take a role back; from that position on nothing by this person that needs it is accepted. */
export interface NetworkTakeRole {
  readonly tag: "network.take_role";
  readonly person: Uuid;
  readonly role: RoleName;
  readonly authority?: Uuid | null;
  readonly topics?: readonly string[];
}

/** Shut a person out at once, roles kept for a return. */
export interface NetworkSuspend {
  readonly tag: "network.suspend";
  readonly person: Uuid;
}

/** Let a suspended person back in. */
export interface NetworkReinstate {
  readonly tag: "network.reinstate";
  readonly person: Uuid;
}

/** Take texts that somebody typed out of the log for good, wherever they stand; it can not be undone. */
export interface NetworkRedact {
  readonly tag: "network.redact";
  readonly places: readonly RedactionPlace[];
}

/** Say from when to when the network works; each end as it was seen and as it is wanted. */
export interface GovernanceSetPeriod {
  readonly tag: "governance.set_period";
  readonly begins_on: Change<Day | null>;
  readonly ends_on: Change<Day | null>;
}

/** Add something that the network pursues, in its place among the others, with the workshop that works on it. */
export interface GovernanceAddObjective {
  readonly tag: "governance.add_objective";
  readonly objective: Uuid;
  readonly title: string;
  readonly order_key: string;
  readonly workshop?: Uuid | null;
}

/** Change an objective, its place, or the workshop that works on it. */
export interface GovernanceEditObjective {
  readonly tag: "governance.edit_objective";
  readonly objective: Uuid;
  readonly title?: Change<string>;
  readonly order_key?: Change<string>;
  readonly workshop?: Change<Uuid | null>;
}

/** Record that the network pursues this no more. */
export interface GovernanceWithdrawObjective {
  readonly tag: "governance.withdraw_objective";
  readonly objective: Uuid;
}

/** Give a person a seat in the technical committee, or say for which authority they sit there. */
export interface GovernanceJoinCommittee {
  readonly tag: "governance.join_committee";
  readonly person: Uuid;
  readonly authority?: Uuid | null;
}

/** Record that a person sits in the technical committee no more. */
export interface GovernanceLeaveCommittee {
  readonly tag: "governance.leave_committee";
  readonly person: Uuid;
}

/** Open a workshop on a question, about a plan and in a meeting where they are named. */
export interface WorkshopOpen {
  readonly tag: "workshop.open";
  readonly title: string;
  readonly question: string;
  readonly plan?: Uuid | null;
  readonly meeting?: Uuid | null;
}

/** Change the workshop's title, its question, the plan it is about, or the meeting it belongs to. */
export interface WorkshopEdit {
  readonly tag: "workshop.edit";
  readonly title?: Change<string>;
  readonly question?: Change<string>;
  readonly plan?: Change<Uuid | null>;
  readonly meeting?: Change<Uuid | null>;
}

/** Close the workshop: nothing more is added, and its guests' rights end at this position. */
export interface WorkshopClose {
  readonly tag: "workshop.close";
}

/** Open a closed workshop again; guests join anew, with another code. */
export interface WorkshopReopen {
  readonly tag: "workshop.reopen";
}

/** Ask one more question, in its place among the others. */
export interface WorkshopAddQuestion {
  readonly tag: "workshop.add_question";
  readonly question: Uuid;
  readonly text: string;
  readonly order_key: string;
}

/** Put a question in other words, or in another place. */
export interface WorkshopEditQuestion {
  readonly tag: "workshop.edit_question";
  readonly question: Uuid;
  readonly text?: Change<string>;
  readonly order_key?: Change<string>;
}

/** Ask this question no more; what answered it stays. */
export interface WorkshopWithdrawQuestion {
  readonly tag: "workshop.withdraw_question";
  readonly question: Uuid;
}

/** Give a group a table in this workshop. */
export interface WorkshopAssignGroup {
  readonly tag: "workshop.assign_group";
  readonly group: string;
}

/** Take a group's table away; what it contributed stays. */
export interface WorkshopReleaseGroup {
  readonly tag: "workshop.release_group";
  readonly group: string;
}

/** Sit down in a group, or in none. */
export interface WorkshopSit {
  readonly tag: "workshop.sit";
  readonly group?: string | null;
}

/** Let a guest in to the sitting that their code was made for. */
export interface WorkshopAdmit {
  readonly tag: "workshop.admit";
  readonly guest: Uuid;
  readonly kind: AuthorKind;
  readonly group: string | null;
  readonly sitting: number;
}

/** Propose an action and say which objective it pursues, or propose an orientation or an objective alone. */
export interface WorkshopContribute {
  readonly tag: "workshop.contribute";
  readonly contribution: Uuid;
  readonly action: string;
  readonly objective?: string | null;
  readonly group?: string | null;
  readonly orientation?: string | null;
  readonly question?: Uuid | null;
  readonly nature?: ContributionNature;
}

/** Change what one proposed, or one's group did. */
export interface WorkshopEditContribution {
  readonly tag: "workshop.edit_contribution";
  readonly contribution: Uuid;
  readonly action?: Change<string>;
  readonly objective?: Change<string | null>;
  readonly group?: Change<string | null>;
  readonly orientation?: Change<string | null>;
  readonly question?: Change<Uuid | null>;
  readonly nature?: Change<ContributionNature>;
}

/** Take back what one proposed, or one's group did; what was said stays in the history. */
export interface WorkshopWithdrawContribution {
  readonly tag: "workshop.withdraw_contribution";
  readonly contribution: Uuid;
}

/** Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there. */
export interface WorkshopSettle {
  readonly tag: "workshop.settle";
  readonly conflict: Uuid;
  readonly value?: Change<Json>;
}

/** Plan a meeting; without minutes it is as long as meetings of its kind usually are. */
export interface MeetingPlan {
  readonly tag: "meeting.plan";
  readonly title: string;
  readonly kind: MeetingKind;
  readonly held_on: Day;
  readonly minutes?: number | null;
  readonly begins?: string | null;
  readonly place?: string | null;
  readonly series?: Uuid | null;
  readonly themes?: readonly string[];
  readonly programme?: string | null;
  readonly agenda?: { readonly [key: string]: NewAgendaItem };
}

/** Change fields of a meeting; each says what the person saw and what they want. */
export interface MeetingEdit {
  readonly tag: "meeting.edit";
  readonly title?: Change<string>;
  readonly kind?: Change<MeetingKind>;
  readonly held_on?: Change<Day>;
  readonly minutes?: Change<number>;
  readonly begins?: Change<string | null>;
  readonly place?: Change<string | null>;
  readonly themes?: Members<string>;
  readonly programme?: Change<string | null>;
}

/** Call the meeting off, with a reason. */
export interface MeetingCallOff {
  readonly tag: "meeting.call_off";
}

/** Close the meeting: it took place, and nobody is checked in any more. */
export interface MeetingClose {
  readonly tag: "meeting.close";
}

/** Take back that a meeting was closed or called off. */
export interface MeetingReopen {
  readonly tag: "meeting.reopen";
}

/** Put an item on the agenda. */
export interface MeetingAddItem {
  readonly tag: "meeting.add_item";
  readonly item: Uuid;
  readonly title: string;
  readonly minutes: number;
  readonly order_key: string;
  readonly theme?: Uuid | null;
}

/** Change an item of the agenda. */
export interface MeetingEditItem {
  readonly tag: "meeting.edit_item";
  readonly item: Uuid;
  readonly title?: Change<string>;
  readonly minutes?: Change<number>;
  readonly order_key?: Change<string>;
}

/** Take an item off the agenda. */
export interface MeetingWithdrawItem {
  readonly tag: "meeting.withdraw_item";
  readonly item: Uuid;
}

/** Invite authorities of the network; those that were invited already stay so. */
export interface MeetingInvite {
  readonly tag: "meeting.invite";
  readonly authorities: readonly Uuid[];
}

/** Answer for an authority, invited or not: it comes, does not, or is represented by someone. Letters are answered from themselves. */
export interface MeetingAnswer {
  readonly tag: "meeting.answer";
  readonly authority: Uuid;
  readonly reply: Reply;
  readonly by?: Uuid | null;
  readonly letter_of?: Uuid | null;
}

/** Record that someone is there: a person whom the network knows, or someone whose name nobody keeps. */
export interface MeetingCheckIn {
  readonly tag: "meeting.check_in";
  readonly participant: Uuid;
  readonly capacity: Capacity;
  readonly authority?: Uuid | null;
  readonly person?: Uuid | null;
}

/** Take back a check-in that was a mistake. */
export interface MeetingUndoCheckIn {
  readonly tag: "meeting.undo_check_in";
  readonly participant: Uuid;
}

/** Write down what was decided, who sees to it and by when. */
export interface MeetingRecordDecision {
  readonly tag: "meeting.record_decision";
  readonly decision: Uuid;
  readonly text: string;
  readonly due_on: Day;
  readonly owner?: Uuid | null;
  readonly authority?: Uuid | null;
  readonly plan?: Uuid | null;
  readonly action?: Uuid | null;
}

/** Record that what was decided is done. */
export interface MeetingFinishDecision {
  readonly tag: "meeting.finish_decision";
  readonly decision: Uuid;
}

/** Take a decision back that was written down by mistake; its history stays. */
export interface MeetingWithdrawDecision {
  readonly tag: "meeting.withdraw_decision";
  readonly decision: Uuid;
}

/** Offer a visit with so many seats. */
export interface MeetingAddVisit {
  readonly tag: "meeting.add_visit";
  readonly visit: Uuid;
  readonly place: string;
  readonly seats: number;
  readonly departs?: string | null;
}

/** Call a visit off; the seats that were booked are free. */
export interface MeetingWithdrawVisit {
  readonly tag: "meeting.withdraw_visit";
  readonly visit: Uuid;
}

/** Book seats of a visit for oneself and those who come along, or, by a facilitator, for someone else. */
export interface MeetingBook {
  readonly tag: "meeting.book";
  readonly booking: Uuid;
  readonly visit: Uuid;
  readonly seats?: number;
  readonly person?: Uuid | null;
}

/** Give booked seats back. */
export interface MeetingCancelBooking {
  readonly tag: "meeting.cancel_booking";
  readonly booking: Uuid;
}

/** Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there. */
export interface MeetingSettle {
  readonly tag: "meeting.settle";
  readonly conflict: Uuid;
  readonly value?: Change<Json>;
}

/** Start a series of meetings, with how many a year are promised from which year on. */
export interface MeetingSeriesStart {
  readonly tag: "meeting_series.start";
  readonly title: string;
  readonly year: number;
  readonly target: number;
}

/** Give the series another title. */
export interface MeetingSeriesRename {
  readonly tag: "meeting_series.rename";
  readonly title: Change<string>;
}

/** Promise so many meetings a year, from this year on. */
export interface MeetingSeriesSetTarget {
  readonly tag: "meeting_series.set_target";
  readonly year: number;
  readonly target: number;
}

/** End the series; what was planned in it stays. */
export interface MeetingSeriesEnd {
  readonly tag: "meeting_series.end";
}

/** Propose a theme for one of the next meetings. */
export interface MeetingSeriesProposeTheme {
  readonly tag: "meeting_series.propose_theme";
  readonly theme: Uuid;
  readonly title: string;
  readonly why?: string | null;
}

/** Take a theme back that is not scheduled yet. */
export interface MeetingSeriesWithdrawTheme {
  readonly tag: "meeting_series.withdraw_theme";
  readonly theme: Uuid;
}

/** Say in which meeting a theme has its place. */
export interface MeetingSeriesScheduleTheme {
  readonly tag: "meeting_series.schedule_theme";
  readonly theme: Uuid;
  readonly meeting: Uuid;
}

/** Begin the minutes of a meeting, with the sections it is usual to write. */
export interface MinutesBegin {
  readonly tag: "minutes.begin";
  readonly meeting: Uuid;
  readonly title: string;
  readonly workshops?: readonly Uuid[];
  readonly sections?: { readonly [key: string]: NewSection };
}

/** Change the title of the minutes, and which workshops belong to them. */
export interface MinutesEdit {
  readonly tag: "minutes.edit";
  readonly title?: Change<string>;
  readonly workshops?: Members<Uuid>;
}

/** Add a section to the draft: before the workshops, about one of them, or about the next steps. */
export interface MinutesAddSection {
  readonly tag: "minutes.add_section";
  readonly section: Uuid;
  readonly part: MinutesPart;
  readonly heading: string;
  readonly order_key: string;
  readonly text?: string | null;
  readonly workshop?: Uuid | null;
}

/** Change a section of the draft; each field says what the person saw and what they want. */
export interface MinutesEditSection {
  readonly tag: "minutes.edit_section";
  readonly section: Uuid;
  readonly heading?: Change<string>;
  readonly text?: Change<string | null>;
  readonly order_key?: Change<string>;
}

/** Take a section off the draft; what was written in it stays in the history. */
export interface MinutesWithdrawSection {
  readonly tag: "minutes.withdraw_section";
  readonly section: Uuid;
}

/** Put a section that was withdrawn back into the draft. */
export interface MinutesRestoreSection {
  readonly tag: "minutes.restore_section";
  readonly section: Uuid;
}

/** Send the draft to those who were there, for amendments. */
export interface MinutesSendToReview {
  readonly tag: "minutes.send_to_review";
}

/** Make a draft of the minutes again, saying why. */
export interface MinutesTakeBack {
  readonly tag: "minutes.take_back";
}

/** Propose another text for a section, as someone who was there. */
export interface MinutesProposeAmendment {
  readonly tag: "minutes.propose_amendment";
  readonly amendment: Uuid;
  readonly section: Uuid;
  readonly text: Change<string | null>;
  readonly why?: string | null;
}

/** Write into the minutes what an amendment proposes. */
export interface MinutesAcceptAmendment {
  readonly tag: "minutes.accept_amendment";
  readonly amendment: Uuid;
}

/** Leave the minutes as they are, saying why. */
export interface MinutesDeclineAmendment {
  readonly tag: "minutes.decline_amendment";
  readonly amendment: Uuid;
}

/** Take back an amendment that one proposed. */
export interface MinutesWithdrawAmendment {
  readonly tag: "minutes.withdraw_amendment";
  readonly amendment: Uuid;
}

/** Approve the minutes as they stand after review. */
export interface MinutesApprove {
  readonly tag: "minutes.approve";
}

/** Publish the approved minutes, and the booklet that is made of them: both are frozen from here on. */
export interface MinutesPublish {
  readonly tag: "minutes.publish";
}

/** Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there. */
export interface MinutesSettle {
  readonly tag: "minutes.settle";
  readonly conflict: Uuid;
  readonly value?: Change<Json>;
}

/** Draft a questionnaire, for people or for authorities, in a meeting or for all members. */
export interface QuestionnaireDraft {
  readonly tag: "questionnaire.draft";
  readonly title: string;
  readonly respondents: Respondents;
  readonly introduction?: string | null;
  readonly meeting?: Uuid | null;
}

/** Change the title of a questionnaire or what introduces it. */
export interface QuestionnaireEdit {
  readonly tag: "questionnaire.edit";
  readonly title?: Change<string>;
  readonly introduction?: Change<string | null>;
}

/** Add a question to the draft; one with choices names them, one a line, in the order in which they are shown. */
export interface QuestionnaireAddQuestion {
  readonly tag: "questionnaire.add_question";
  readonly question: Uuid;
  readonly text: string;
  readonly kind: AnswerKind;
  readonly order_key: string;
  readonly choices?: string | null;
  readonly required?: boolean;
  readonly about?: AnswerAbout | null;
}

/** Change a question of the draft; its choices are one a line, and go where it asks for none any more. */
export interface QuestionnaireEditQuestion {
  readonly tag: "questionnaire.edit_question";
  readonly question: Uuid;
  readonly text?: Change<string>;
  readonly order_key?: Change<string>;
  readonly required?: Change<boolean>;
  readonly kind?: Change<AnswerKind>;
  readonly choices?: Change<string | null>;
  readonly about?: Change<AnswerAbout | null>;
}

/** Take a question off the draft. */
export interface QuestionnaireWithdrawQuestion {
  readonly tag: "questionnaire.withdraw_question";
  readonly question: Uuid;
}

/** Open the questionnaire for answers, for the first time or again. */
export interface QuestionnaireOpen {
  readonly tag: "questionnaire.open";
}

/** Close the questionnaire: no answer is taken any more. */
export interface QuestionnaireClose {
  readonly tag: "questionnaire.close";
}

/** Answer for oneself, or for the authority that is named; answering again changes what one said. */
export interface QuestionnaireAnswer {
  readonly tag: "questionnaire.answer";
  readonly answers: { readonly [key: string]: GivenAnswer };
  readonly authority?: Uuid | null;
}

/** Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there. */
export interface QuestionnaireSettle {
  readonly tag: "questionnaire.settle";
  readonly conflict: Uuid;
  readonly value?: Change<Json>;
}

/** Write a note on an action or on a plan, for the whole network, or for some people and oneself. */
export interface NoteWrite {
  readonly tag: "note.write";
  readonly plan: Uuid;
  readonly action?: Uuid | null;
  readonly text: string;
  readonly parties?: readonly Uuid[];
}

/** Change the text of a note; what others changed in other lines meanwhile stays. */
export interface NoteEdit {
  readonly tag: "note.edit";
  readonly text: Change<string>;
}

/** Settle a conflict: keep the text that stands, or put another in its place, saying what was seen standing there. */
export interface NoteSettle {
  readonly tag: "note.settle";
  readonly conflict: Uuid;
  readonly value?: Change<Json>;
}

/** Take a note away; its history stays and it can be restored. */
export interface NoteWithdraw {
  readonly tag: "note.withdraw";
}

/** Put a withdrawn note back. */
export interface NoteRestore {
  readonly tag: "note.restore";
}

/** Comment on an item, or answer a comment on it; ``plan`` is the one that the item lies in, where it lies in one. */
export interface CommentWrite {
  readonly tag: "comment.write";
  readonly on: CommentOn;
  readonly item: Uuid;
  readonly text: string;
  readonly plan?: Uuid | null;
  readonly answers?: Uuid | null;
  readonly mentions?: readonly Uuid[];
}

/** Change one's own comment. */
export interface CommentEdit {
  readonly tag: "comment.edit";
  readonly text?: Change<string>;
  readonly mentions?: Members<Uuid>;
}

/** Take a comment away; its history stays and it can be restored. */
export interface CommentWithdraw {
  readonly tag: "comment.withdraw";
}

/** Put a withdrawn comment back. */
export interface CommentRestore {
  readonly tag: "comment.restore";
}

/** Open a synthesis of what was said in these workshops. */
export interface SynthesisOpen {
  readonly tag: "synthesis.open";
  readonly title: string;
  readonly workshops: readonly Uuid[];
}

/** Give the synthesis another title, or have it take in more workshops. */
export interface SynthesisEdit {
  readonly tag: "synthesis.edit";
  readonly title?: Change<string>;
  readonly workshops?: Members<Uuid>;
}

/** Gather contributions that say the same in a new cluster. */
export interface SynthesisGather {
  readonly tag: "synthesis.gather";
  readonly cluster: Uuid;
  readonly title: string;
  readonly sources: readonly Source[];
  readonly summary?: string | null;
}

/** Say in other words what a cluster is about. */
export interface SynthesisEditCluster {
  readonly tag: "synthesis.edit_cluster";
  readonly cluster: Uuid;
  readonly title?: Change<string>;
  readonly summary?: Change<string | null>;
}

/** Put contributions into a cluster. */
export interface SynthesisAddSources {
  readonly tag: "synthesis.add_sources";
  readonly cluster: Uuid;
  readonly sources: readonly Source[];
}

/** Take contributions out of a cluster; they wait for another one. */
export interface SynthesisRemoveSources {
  readonly tag: "synthesis.remove_sources";
  readonly cluster: Uuid;
  readonly sources: readonly Source[];
}

/** Hand everything a cluster holds over to another one. */
export interface SynthesisMerge {
  readonly tag: "synthesis.merge";
  readonly cluster: Uuid;
  readonly into: Uuid;
}

/** Make some of the contributions of a cluster a new one. */
export interface SynthesisSplitOff {
  readonly tag: "synthesis.split_off";
  readonly cluster: Uuid;
  readonly into: Uuid;
  readonly title: string;
  readonly sources: readonly Source[];
}

/** Set a cluster aside, and say why in the reason. */
export interface SynthesisPutAside {
  readonly tag: "synthesis.put_aside";
  readonly cluster: Uuid;
}

/** Take up a cluster that was set aside. */
export interface SynthesisTakeUp {
  readonly tag: "synthesis.take_up";
  readonly cluster: Uuid;
}

/** Link to a cluster what someone answered to a questionnaire. */
export interface SynthesisLinkAnswer {
  readonly tag: "synthesis.link_answer";
  readonly cluster: Uuid;
  readonly answer: Uuid;
  readonly text: string;
  readonly questionnaire?: Uuid | null;
}

/** Take an answer off a cluster. */
export interface SynthesisUnlinkAnswer {
  readonly tag: "synthesis.unlink_answer";
  readonly cluster: Uuid;
  readonly answer: Uuid;
}

/** Say what one thinks of a cluster by one criterion, from 1 to 5, and why. */
export interface SynthesisScore {
  readonly tag: "synthesis.score";
  readonly cluster: Uuid;
  readonly criterion: Criterion;
  readonly points: number;
  readonly why: string;
}

/** Say which action of a plan comes from a cluster. */
export interface SynthesisPromote {
  readonly tag: "synthesis.promote";
  readonly cluster: Uuid;
  readonly plan: Uuid;
  readonly action: Uuid;
}

/** Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there. */
export interface SynthesisSettle {
  readonly tag: "synthesis.settle";
  readonly conflict: Uuid;
  readonly value?: Change<Json>;
}

/** Ask member authorities what they think of a roadmap that was sent out. */
export interface ConsultationOpen {
  readonly tag: "consultation.open";
  readonly plan: Uuid;
  readonly roadmap: Uuid;
  readonly title: string;
  readonly until: Day;
  readonly authorities: readonly Uuid[];
  readonly question?: string | null;
}

/** Give more time. */
export interface ConsultationPutOffTo {
  readonly tag: "consultation.put_off_to";
  readonly until: Day;
}

/** Say what an authority thinks; a second opinion of the same one takes the place of the first. */
export interface ConsultationGiveOpinion {
  readonly tag: "consultation.give_opinion";
  readonly authority: Uuid;
  readonly stance: Stance;
  readonly words?: string | null;
}

/** Close the consultation; before its last day, and while answers are missing, with a reason. */
export interface ConsultationClose {
  readonly tag: "consultation.close";
}

/** Make a plan the roadmap of the network for these years. */
export interface RoadmapDraft {
  readonly tag: "roadmap.draft";
  readonly plan: Uuid;
  readonly first_year: number;
  readonly last_year: number;
}

/** Send the roadmap out for a consultation of its members. */
export interface RoadmapSendOut {
  readonly tag: "roadmap.send_out";
  readonly consultation: Uuid;
}

/** Record that a body adopted the roadmap, and in which version. */
export interface RoadmapAdopt {
  readonly tag: "roadmap.adopt";
  readonly body: string;
  readonly on: Day;
  readonly version: Uuid;
}

/** Start carrying the roadmap out, with the actions of its first programme. */
export interface RoadmapStart {
  readonly tag: "roadmap.start";
  readonly year: number;
  readonly actions: readonly Uuid[];
}

/** Set the programme of a year; what is left out of the one before and is not over says why. */
export interface RoadmapProgramme {
  readonly tag: "roadmap.programme";
  readonly year: number;
  readonly actions: readonly Uuid[];
  readonly left_out?: readonly Omitted[];
}

/** Change what the directory says of an authority; each field says what the person saw and what they want. */
export interface AuthorityEdit {
  readonly tag: "authority.edit";
  readonly population?: Change<number | null>;
  readonly traits?: Members<string>;
  readonly needs?: Members<string>;
  readonly body?: Change<Uuid | null>;
  readonly initiative?: Change<Initiative | null>;
  readonly initiative_stage?: Change<InitiativeStage | null>;
  readonly particulars?: Change<string | null>;
  readonly place?: Change<MapPoint | null>;
}

/** Record the next step of an authority's engagement, the day it was taken, and why. */
export interface AuthorityAdvance {
  readonly tag: "authority.advance";
  readonly engagement: Change<Engagement>;
  readonly on: Day;
}

/** Record that an authority's engagement went back, on which day, and why. */
export interface AuthorityStepBack {
  readonly tag: "authority.step_back";
  readonly engagement: Change<Engagement>;
  readonly on: Day;
}

/** Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there. */
export interface AuthoritySettle {
  readonly tag: "authority.settle";
  readonly conflict: Uuid;
  readonly value?: Change<Json>;
}

/** Name a person as referent of a member, or say that they are so in another capacity. */
export interface ReferentName {
  readonly tag: "referent.name";
  readonly person: Uuid;
  readonly authority: Uuid;
  readonly capacity: ReferentCapacity;
}

/** Record that a person speaks for the authority no more. */
export interface ReferentRetire {
  readonly tag: "referent.retire";
}

/** Appoint a referent as the network's ambassador of a theme. */
export interface ReferentAppointAmbassador {
  readonly tag: "referent.appoint_ambassador";
  readonly theme: string;
}

/** Record that a referent is the ambassador of a theme no more. */
export interface ReferentEndAmbassador {
  readonly tag: "referent.end_ambassador";
  readonly theme: string;
}

/** Declare what an authority or a person knows how to do, with an action or a few words that show it. */
export interface SkillDeclare {
  readonly tag: "skill.declare";
  readonly name: string;
  readonly authority?: Uuid | null;
  readonly person?: Uuid | null;
  readonly action?: Uuid | null;
  readonly evidence?: string | null;
}

/** Vouch for a skill of somebody else, naming an action or saying what shows it. */
export interface SkillEndorse {
  readonly tag: "skill.endorse";
  readonly action?: Uuid | null;
  readonly evidence?: string | null;
}

/** Take a skill out of the directory; its history stays. */
export interface SkillWithdraw {
  readonly tag: "skill.withdraw";
}

/** Offer to mentor: on which themes, how many at once, and for which authority, if any. */
export interface MentorOffer {
  readonly tag: "mentor.offer";
  readonly themes: readonly string[];
  readonly capacity: number;
  readonly authority?: Uuid | null;
}

/** Change the themes of one's offer, or how many one takes on at once. */
export interface MentorEdit {
  readonly tag: "mentor.edit";
  readonly themes?: Members<string>;
  readonly capacity?: Change<number>;
}

/** Take no new requests for a while; what runs goes on. */
export interface MentorPause {
  readonly tag: "mentor.pause";
}

/** Take requests again. */
export interface MentorResume {
  readonly tag: "mentor.resume";
}

/** Take an offer out of the pool; what runs goes on, and it can be made again. */
export interface MentorWithdraw {
  readonly tag: "mentor.withdraw";
}

/** Give a place to a mentorship that was asked for; with accepting it, one command (together.accept_mentorship). */
export interface MentorTake {
  readonly tag: "mentor.take";
  readonly mentorship: Uuid;
}

/** Free the place of a mentorship that is over; with closing it, one command (together.close_mentorship). */
export interface MentorGiveBack {
  readonly tag: "mentor.give_back";
  readonly mentorship: Uuid;
}

/** Ask a mentor of the pool: with what one needs help, as a newcomer or in difficulty, on which themes, for how many inhabitants. */
export interface MentorshipRequest {
  readonly tag: "mentorship.request";
  readonly offer: Uuid;
  readonly situation: Situation;
  readonly need: string;
  readonly themes?: readonly string[];
  readonly authority?: Uuid | null;
  readonly size?: number | null;
}

/** Ask the mentee something before saying yes or no. */
export interface MentorshipAskMore {
  readonly tag: "mentorship.ask_more";
  readonly question: string;
}

/** Answer what the mentor wants to know. */
export interface MentorshipAnswer {
  readonly tag: "mentorship.answer";
  readonly answer: string;
}

/** Say yes; the place that it takes is taken by the same command (together.accept_mentorship). */
export interface MentorshipAccept {
  readonly tag: "mentorship.accept";
}

/** Say no, with or without a reason. */
export interface MentorshipDecline {
  readonly tag: "mentorship.decline";
}

/** Take one's request back while it has no answer. */
export interface MentorshipWithdraw {
  readonly tag: "mentorship.withdraw";
}

/** Propose what both undertake to do; whoever proposes it agrees to it. */
export interface MentorshipProposeCharter {
  readonly tag: "mentorship.propose_charter";
  readonly text: string;
}

/** Agree to the charter, quoting the words that one agrees to. */
export interface MentorshipAgreeCharter {
  readonly tag: "mentorship.agree_charter";
  readonly text: string;
}

/** Start, on a day, at a welcome meeting where one is named. */
export interface MentorshipStart {
  readonly tag: "mentorship.start";
  readonly on: Day;
  readonly meeting?: Uuid | null;
}

/** Write down that the two met; notes on it are written in the journal. */
export interface MentorshipRecordSession {
  readonly tag: "mentorship.record_session";
  readonly session: Uuid;
  readonly on: Day;
  readonly minutes?: number | null;
}

/** Set a goal, with a day by which it is due or without. */
export interface MentorshipSetGoal {
  readonly tag: "mentorship.set_goal";
  readonly goal: Uuid;
  readonly text: string;
  readonly due_on?: Day | null;
}

/** Write down that a goal is reached. */
export interface MentorshipReachGoal {
  readonly tag: "mentorship.reach_goal";
  readonly goal: Uuid;
}

/** Give a goal up. */
export interface MentorshipDropGoal {
  readonly tag: "mentorship.drop_goal";
  readonly goal: Uuid;
}

/** Write down which action a goal became; adding that action is the same command (together.promote_goal). */
export interface MentorshipPromoteGoal {
  readonly tag: "mentorship.promote_goal";
  readonly goal: Uuid;
  readonly plan: Uuid;
  readonly action: Uuid;
}

/** Close the mentorship, saying why, and what it was worth if one can tell already. */
export interface MentorshipClose {
  readonly tag: "mentorship.close";
  readonly ending: Ending;
  readonly rating?: number | null;
  readonly words?: string | null;
}

/** Say what a mentorship that is closed was worth to oneself, from one to five. */
export interface MentorshipEvaluate {
  readonly tag: "mentorship.evaluate";
  readonly rating: number;
  readonly words?: string | null;
}

/** Write into the journal of one's mentorship: for both, or for oneself alone. */
export interface MentorshipNoteWrite {
  readonly tag: "mentorship_note.write";
  readonly mentorship: Uuid;
  readonly text: string;
  readonly private: boolean;
  readonly session?: Uuid | null;
}

/** Change the text of one's own note. */
export interface MentorshipNoteEdit {
  readonly tag: "mentorship_note.edit";
  readonly text: Change<string>;
}

/** Take one's own note away; its history stays, for those who saw it. */
export interface MentorshipNoteWithdraw {
  readonly tag: "mentorship_note.withdraw";
}

/** Ask the network something, or a resource person by one of their skills. */
export interface QuestionAsk {
  readonly tag: "question.ask";
  readonly text: string;
  readonly theme?: string | null;
  readonly skill?: Uuid | null;
}

/** Answer a question. */
export interface QuestionAnswer {
  readonly tag: "question.answer";
  readonly answer: Uuid;
  readonly text: string;
}

/** Say that somebody's answer helped. */
export interface QuestionMarkUseful {
  readonly tag: "question.mark_useful";
  readonly answer: Uuid;
}

/** Take back that an answer helped. */
export interface QuestionUnmarkUseful {
  readonly tag: "question.unmark_useful";
  readonly answer: Uuid;
}

/** Take an answer back; its history stays. */
export interface QuestionWithdrawAnswer {
  readonly tag: "question.withdraw_answer";
  readonly answer: Uuid;
}

/** Take a question back; its history stays. */
export interface QuestionWithdraw {
  readonly tag: "question.withdraw";
}

/** Open the file of a member: who advises it, and what it needs. */
export interface SupportFileOpen {
  readonly tag: "support_file.open";
  readonly authority: Uuid;
  readonly adviser: Uuid;
  readonly need: string;
}

/** Write down which tool was handed over. */
export interface SupportFileDeliverTool {
  readonly tag: "support_file.deliver_tool";
  readonly tool: Uuid;
  readonly name: string;
  readonly notes?: string | null;
}

/** Take a tool out of the file; its history stays. */
export interface SupportFileTakeToolBack {
  readonly tag: "support_file.take_tool_back";
  readonly tool: Uuid;
}

/** Close the file, saying why. */
export interface SupportFileClose {
  readonly tag: "support_file.close";
}

/** Open a closed file again. */
export interface SupportFileReopen {
  readonly tag: "support_file.reopen";
}

/** Change the words of an idea; what others changed in other lines meanwhile stays. */
export interface IdeaRefine {
  readonly tag: "idea.refine";
  readonly title?: Change<string>;
  readonly text?: Change<string | null>;
  readonly origin?: Change<IdeaOrigin>;
  readonly heard?: Change<string | null>;
}

/** Propose an idea for a plan, and say where it came from. */
export interface IdeaPropose {
  readonly tag: "idea.propose";
  readonly plan: Uuid;
  readonly title: string;
  readonly origin: IdeaOrigin;
  readonly text?: string | null;
  readonly heard?: string | null;
  readonly body?: Uuid | null;
}

/** Say which action of the plan became of the idea. */
export interface IdeaPromote {
  readonly tag: "idea.promote";
  readonly action: Uuid;
}

/** Say that the idea is not followed, and why. */
export interface IdeaDecline {
  readonly tag: "idea.decline";
}

/** Take an idea back; its history stays. */
export interface IdeaWithdraw {
  readonly tag: "idea.withdraw";
}

/** Take up an idea again that was declined or withdrawn. */
export interface IdeaReopen {
  readonly tag: "idea.reopen";
}

/** Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there. */
export interface IdeaSettle {
  readonly tag: "idea.settle";
  readonly conflict: Uuid;
  readonly value?: Change<Json>;
}

/** Say how high the priority of a finding is, or take one's opinion back. */
export interface FindingRate {
  readonly tag: "finding.rate";
  readonly priority: FindingLevel | null;
}

/** Change a finding that is not verified yet, or that is contested. */
export interface FindingEdit {
  readonly tag: "finding.edit";
  readonly text?: Change<string>;
  readonly theme?: Change<string | null>;
  readonly source?: Change<string | null>;
  readonly verifier?: Change<Uuid | null>;
}

/** Submit a finding to the assessment of a plan: what was found, and where it can be looked up. */
export interface FindingSubmit {
  readonly tag: "finding.submit";
  readonly plan: Uuid;
  readonly text: string;
  readonly theme?: string | null;
  readonly source?: string | null;
  readonly verifier?: Uuid | null;
}

/** Say that a finding of someone else holds. */
export interface FindingVerify {
  readonly tag: "finding.verify";
}

/** Say that a finding of someone else does not hold, and why. */
export interface FindingContest {
  readonly tag: "finding.contest";
}

/** Say what became of a contest, and why. */
export interface FindingConclude {
  readonly tag: "finding.conclude";
  readonly outcome: "dismissed" | "upheld";
}

/** Take a finding out of the assessment; its history stays. */
export interface FindingWithdraw {
  readonly tag: "finding.withdraw";
}

/** Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there. */
export interface FindingSettle {
  readonly tag: "finding.settle";
  readonly conflict: Uuid;
  readonly value?: Change<Json>;
}

/** Write down what the body saw of the plan on a day. */
export interface BodyFollowUp {
  readonly tag: "body.follow_up";
  readonly follow_up: Uuid;
  readonly on: Day;
  readonly text: string;
}

/** Change a body's name, theme or mandate, or who belongs to it. */
export interface BodyEdit {
  readonly tag: "body.edit";
  readonly name?: Change<string>;
  readonly theme?: Change<string | null>;
  readonly mandate?: Change<string | null>;
  readonly people?: Members<Uuid>;
  readonly authorities?: Members<Uuid>;
}

/** Belong to a body from now on. */
export interface BodyJoin {
  readonly tag: "body.join";
}

/** Belong to a body no more. */
export interface BodyLeave {
  readonly tag: "body.leave";
}

/** Establish a body for a plan or for the network, with its mandate and who belongs to it. */
export interface BodyEstablish {
  readonly tag: "body.establish";
  readonly name: string;
  readonly kind: BodyKind;
  readonly plan?: Uuid | null;
  readonly facet?: BodyFacet | null;
  readonly theme?: string | null;
  readonly mandate?: string | null;
  readonly people?: readonly Uuid[];
  readonly authorities?: readonly Uuid[];
}

/** End a body; what it did stays. */
export interface BodyDissolve {
  readonly tag: "body.dissolve";
}

/** Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there. */
export interface BodySettle {
  readonly tag: "body.settle";
  readonly conflict: Uuid;
  readonly value?: Change<Json>;
}

/** Say that a step is done, and since when. */
export interface ProcessDoStep {
  readonly tag: "process.do_step";
  readonly step: Uuid;
  readonly on: Day;
}

/** Say that a step is not done after all. */
export interface ProcessUndoStep {
  readonly tag: "process.undo_step";
  readonly step: Uuid;
}

/** Add a step of this process's own. */
export interface ProcessAddStep {
  readonly tag: "process.add_step";
  readonly step: Uuid;
  readonly title: string;
  readonly order_key: string;
}

/** Take a step out of this process. */
export interface ProcessWithdrawStep {
  readonly tag: "process.withdraw_step";
  readonly step: Uuid;
}

/** Record what a council resolved: the act, the day, the body, the subject, and the votes where they are known. */
export interface ProcessRecordResolution {
  readonly tag: "process.record_resolution";
  readonly resolution: Uuid;
  readonly reference: string;
  readonly on: Day;
  readonly body: string;
  readonly subject: ResolutionSubject;
  readonly title: string;
  readonly result?: "adopted" | "rejected";
  readonly provider?: string | null;
  readonly votes_for?: number | null;
  readonly votes_against?: number | null;
  readonly abstained?: number | null;
}

/** Take a resolution out that was written down wrongly, and say what was wrong. */
export interface ProcessWithdrawResolution {
  readonly tag: "process.withdraw_resolution";
  readonly resolution: Uuid;
}

/** Record that recognition was requested: the dossier, and the day. */
export interface ProcessRequestRecognition {
  readonly tag: "process.request_recognition";
  readonly request: Uuid;
  readonly dossier: string;
  readonly on: Day;
}

/** Record that recognition was granted to the authority of the plan. */
export interface ProcessGrantRecognition {
  readonly tag: "process.grant_recognition";
  readonly request: Uuid;
  readonly on: Day;
  readonly authority: Uuid;
}

/** Record that recognition was refused, and why. */
export interface ProcessRefuseRecognition {
  readonly tag: "process.refuse_recognition";
  readonly request: Uuid;
  readonly on: Day;
}

/** Record a session of training or mobilisation: for whom, how many those are, and how many came. */
export interface ProcessRecordSession {
  readonly tag: "process.record_session";
  readonly session: Uuid;
  readonly title: string;
  readonly purpose?: SessionPurpose;
  readonly on: Day;
  readonly public: SessionPublic;
  readonly headcount: number;
  readonly attended?: number | null;
  readonly meeting?: Uuid | null;
}

/** Take a session out that was written down wrongly. */
export interface ProcessWithdrawSession {
  readonly tag: "process.withdraw_session";
  readonly session: Uuid;
}

/** Start the process of a plan from a canvas of steps, or from none. */
export interface ProcessStart {
  readonly tag: "process.start";
  readonly plan: Uuid;
  readonly canvas?: Canvas | null;
  readonly template?: Uuid | null;
  readonly steps?: { readonly [key: string]: NewProcessStep };
}

/** Write a canvas: its name, and its steps, one a line. */
export interface ProcessTemplateWrite {
  readonly tag: "process_template.write";
  readonly name: string;
  readonly steps: string;
}

/** Offer a canvas to nobody any more. */
export interface ProcessTemplateWithdraw {
  readonly tag: "process_template.withdraw";
}

/** Name a moment of the network or of a plan: now, or an earlier token. */
export interface MomentName {
  readonly tag: "moment.name";
  readonly title: string;
  readonly kind: MomentKind;
  readonly held_on: Day;
  readonly plan?: Uuid | null;
  readonly description?: string | null;
  readonly of?: string | null;
}

/** Mend what a moment is called, its kind, its day or what is said of it. */
export interface MomentEdit {
  readonly tag: "moment.edit";
  readonly title?: Change<string>;
  readonly kind?: Change<MomentKind>;
  readonly held_on?: Change<Day>;
  readonly description?: Change<string | null>;
}

/** Take a moment off the list; who has its address still gets there. */
export interface MomentWithdraw {
  readonly tag: "moment.withdraw";
}

/** Put a withdrawn moment back on the list. */
export interface MomentRestore {
  readonly tag: "moment.restore";
}

/** Attach a file whose bytes were sent just before to an item, under a name and perhaps a title. */
export interface AttachmentAttach {
  readonly tag: "attachment.attach";
  readonly item: Uuid;
  readonly kind: AttachmentKind;
  readonly sha256: string;
  readonly name: string;
  readonly size: number;
  readonly type: AttachmentType;
  readonly plan?: Uuid | null;
  readonly title?: string | null;
}

/** Give a file another name or title. */
export interface AttachmentRename {
  readonly tag: "attachment.rename";
  readonly name?: Change<string>;
  readonly title?: Change<string | null>;
}

/** Take a file away; its bytes are kept, and it can be restored. */
export interface AttachmentWithdraw {
  readonly tag: "attachment.withdraw";
}

/** Put a withdrawn file back. */
export interface AttachmentRestore {
  readonly tag: "attachment.restore";
}

/** Let go of the bytes of a file for good; it can not be undone. */
export interface AttachmentErase {
  readonly tag: "attachment.erase";
}

/** Make an idea an action: add that action to the idea's plan, and tell in the idea which one became of it. */
export interface TogetherPromoteIdea {
  readonly tag: "together.promote_idea";
  readonly action: Uuid;
  readonly add: ActionAdd;
}

/** Record that recognition was granted, and take the step of the authority's engagement that it means. */
export interface TogetherGrantRecognition {
  readonly tag: "together.grant_recognition";
  readonly request: Uuid;
  readonly on: Day;
  readonly authority: Uuid;
}

/** Change fields of many actions of a plan at once; each edit says what the person saw and what they want. */
export interface TogetherEditActions {
  readonly tag: "together.edit_actions";
  readonly edits: { readonly [key: string]: ActionEdit };
}

/** Take an axis off the plan and move its actions to another one, or to none where that is null. */
export interface TogetherDissolveAxis {
  readonly tag: "together.dissolve_axis";
  readonly axis: Uuid;
  readonly to: Uuid | null;
  readonly actions?: readonly Uuid[];
}

/** Write down what a meeting decided on an action, and add that action to its plan or change it. */
export interface TogetherDecideOnAction {
  readonly tag: "together.decide_on_action";
  readonly decision: Uuid;
  readonly text: string;
  readonly due_on: Day;
  readonly owner?: Uuid | null;
  readonly authority?: Uuid | null;
  readonly plan: Uuid;
  readonly action: Uuid;
  readonly add?: ActionAdd | null;
  readonly edit?: ActionEdit | null;
}

/** Put a theme that was proposed on the agenda of a meeting of its series. */
export interface TogetherScheduleTheme {
  readonly tag: "together.schedule_theme";
  readonly theme: Uuid;
  readonly meeting: Uuid;
  readonly item: Uuid;
  readonly title: string;
  readonly minutes: number;
  readonly order_key: string;
}

/** Make a cluster of a synthesis an action: add that action to its plan, or name one that is there. */
export interface TogetherPromoteCluster {
  readonly tag: "together.promote_cluster";
  readonly cluster: Uuid;
  readonly plan: Uuid;
  readonly action: Uuid;
  readonly add?: ActionAdd | null;
}

/** Make a plan the roadmap of the network, opening that plan where it is not there yet. */
export interface TogetherDraftRoadmap {
  readonly tag: "together.draft_roadmap";
  readonly first_year: number;
  readonly last_year: number;
  readonly open?: PlanOpen | null;
}

/** Send a roadmap out to member authorities, and ask them what they think until a day. */
export interface TogetherConsult {
  readonly tag: "together.consult";
  readonly consultation: Uuid;
  readonly title: string;
  readonly until: Day;
  readonly authorities: readonly Uuid[];
  readonly question?: string | null;
}

/** Publish a version of a roadmap and record that a body adopted it. */
export interface TogetherAdoptRoadmap {
  readonly tag: "together.adopt_roadmap";
  readonly version: Uuid;
  readonly label: string;
  readonly body: string;
  readonly on: Day;
}

/** Say yes to whoever asked for help, and give them one of one's places; ``offer`` is one's own. */
export interface TogetherAcceptMentorship {
  readonly tag: "together.accept_mentorship";
  readonly offer: Uuid;
}

/** Close a mentorship, saying why, and give the mentor's place back; ``offer`` is the mentor's. */
export interface TogetherCloseMentorship {
  readonly tag: "together.close_mentorship";
  readonly offer: Uuid;
  readonly ending: Ending;
  readonly rating?: number | null;
  readonly words?: string | null;
}

/** Make a goal of a mentorship an action: add that action to its plan, or name one that is there. */
export interface TogetherPromoteGoal {
  readonly tag: "together.promote_goal";
  readonly goal: Uuid;
  readonly plan: Uuid;
  readonly action: Uuid;
  readonly add?: ActionAdd | null;
}

export type ActionCommand =
  | ActionEdit
  | ActionAdd
  | ActionSettle
  | ActionWithdraw
  | ActionRestore
  | ActionRestrict
  | ActionOpen;

export type PlanCommand =
  | PlanOpen
  | PlanEdit
  | PlanWithdraw
  | PlanRestore
  | PlanAddAxis
  | PlanEditAxis
  | PlanWithdrawAxis
  | PlanRestoreAxis
  | PlanAddPhase
  | PlanEditPhase
  | PlanWithdrawPhase
  | PlanRestorePhase
  | PlanPublish
  | PlanShowToPublic
  | PlanHideFromPublic
  | PlanSettle;

export type NetworkCommand =
  | NetworkRename
  | NetworkAdmit
  | NetworkRelease
  | NetworkGiveRole
  | NetworkTakeRole
  | NetworkSuspend
  | NetworkReinstate
  | NetworkRedact;

export type GovernanceCommand =
  | GovernanceSetPeriod
  | GovernanceAddObjective
  | GovernanceEditObjective
  | GovernanceWithdrawObjective
  | GovernanceJoinCommittee
  | GovernanceLeaveCommittee;

export type WorkshopCommand =
  | WorkshopOpen
  | WorkshopEdit
  | WorkshopClose
  | WorkshopReopen
  | WorkshopAddQuestion
  | WorkshopEditQuestion
  | WorkshopWithdrawQuestion
  | WorkshopAssignGroup
  | WorkshopReleaseGroup
  | WorkshopSit
  | WorkshopAdmit
  | WorkshopContribute
  | WorkshopEditContribution
  | WorkshopWithdrawContribution
  | WorkshopSettle;

export type MeetingCommand =
  | MeetingPlan
  | MeetingEdit
  | MeetingCallOff
  | MeetingClose
  | MeetingReopen
  | MeetingAddItem
  | MeetingEditItem
  | MeetingWithdrawItem
  | MeetingInvite
  | MeetingAnswer
  | MeetingCheckIn
  | MeetingUndoCheckIn
  | MeetingRecordDecision
  | MeetingFinishDecision
  | MeetingWithdrawDecision
  | MeetingAddVisit
  | MeetingWithdrawVisit
  | MeetingBook
  | MeetingCancelBooking
  | MeetingSettle;

export type MeetingSeriesCommand =
  | MeetingSeriesStart
  | MeetingSeriesRename
  | MeetingSeriesSetTarget
  | MeetingSeriesEnd
  | MeetingSeriesProposeTheme
  | MeetingSeriesWithdrawTheme
  | MeetingSeriesScheduleTheme;

export type MinutesCommand =
  | MinutesBegin
  | MinutesEdit
  | MinutesAddSection
  | MinutesEditSection
  | MinutesWithdrawSection
  | MinutesRestoreSection
  | MinutesSendToReview
  | MinutesTakeBack
  | MinutesProposeAmendment
  | MinutesAcceptAmendment
  | MinutesDeclineAmendment
  | MinutesWithdrawAmendment
  | MinutesApprove
  | MinutesPublish
  | MinutesSettle;

export type QuestionnaireCommand =
  | QuestionnaireDraft
  | QuestionnaireEdit
  | QuestionnaireAddQuestion
  | QuestionnaireEditQuestion
  | QuestionnaireWithdrawQuestion
  | QuestionnaireOpen
  | QuestionnaireClose
  | QuestionnaireAnswer
  | QuestionnaireSettle;

export type NoteCommand =
  | NoteWrite
  | NoteEdit
  | NoteSettle
  | NoteWithdraw
  | NoteRestore;

export type CommentCommand =
  | CommentWrite
  | CommentEdit
  | CommentWithdraw
  | CommentRestore;

export type SynthesisCommand =
  | SynthesisOpen
  | SynthesisEdit
  | SynthesisGather
  | SynthesisEditCluster
  | SynthesisAddSources
  | SynthesisRemoveSources
  | SynthesisMerge
  | SynthesisSplitOff
  | SynthesisPutAside
  | SynthesisTakeUp
  | SynthesisLinkAnswer
  | SynthesisUnlinkAnswer
  | SynthesisScore
  | SynthesisPromote
  | SynthesisSettle;

export type ConsultationCommand =
  | ConsultationOpen
  | ConsultationPutOffTo
  | ConsultationGiveOpinion
  | ConsultationClose;

export type RoadmapCommand =
  | RoadmapDraft
  | RoadmapSendOut
  | RoadmapAdopt
  | RoadmapStart
  | RoadmapProgramme;

export type AuthorityCommand =
  | AuthorityEdit
  | AuthorityAdvance
  | AuthorityStepBack
  | AuthoritySettle;

export type ReferentCommand =
  | ReferentName
  | ReferentRetire
  | ReferentAppointAmbassador
  | ReferentEndAmbassador;

export type SkillCommand =
  | SkillDeclare
  | SkillEndorse
  | SkillWithdraw;

export type MentorCommand =
  | MentorOffer
  | MentorEdit
  | MentorPause
  | MentorResume
  | MentorWithdraw
  | MentorTake
  | MentorGiveBack;

export type MentorshipCommand =
  | MentorshipRequest
  | MentorshipAskMore
  | MentorshipAnswer
  | MentorshipAccept
  | MentorshipDecline
  | MentorshipWithdraw
  | MentorshipProposeCharter
  | MentorshipAgreeCharter
  | MentorshipStart
  | MentorshipRecordSession
  | MentorshipSetGoal
  | MentorshipReachGoal
  | MentorshipDropGoal
  | MentorshipPromoteGoal
  | MentorshipClose
  | MentorshipEvaluate;

export type MentorshipNoteCommand =
  | MentorshipNoteWrite
  | MentorshipNoteEdit
  | MentorshipNoteWithdraw;

export type QuestionCommand =
  | QuestionAsk
  | QuestionAnswer
  | QuestionMarkUseful
  | QuestionUnmarkUseful
  | QuestionWithdrawAnswer
  | QuestionWithdraw;

export type SupportFileCommand =
  | SupportFileOpen
  | SupportFileDeliverTool
  | SupportFileTakeToolBack
  | SupportFileClose
  | SupportFileReopen;

export type IdeaCommand =
  | IdeaRefine
  | IdeaPropose
  | IdeaPromote
  | IdeaDecline
  | IdeaWithdraw
  | IdeaReopen
  | IdeaSettle;

export type FindingCommand =
  | FindingRate
  | FindingEdit
  | FindingSubmit
  | FindingVerify
  | FindingContest
  | FindingConclude
  | FindingWithdraw
  | FindingSettle;

export type BodyCommand =
  | BodyFollowUp
  | BodyEdit
  | BodyJoin
  | BodyLeave
  | BodyEstablish
  | BodyDissolve
  | BodySettle;

export type ProcessCommand =
  | ProcessDoStep
  | ProcessUndoStep
  | ProcessAddStep
  | ProcessWithdrawStep
  | ProcessRecordResolution
  | ProcessWithdrawResolution
  | ProcessRequestRecognition
  | ProcessGrantRecognition
  | ProcessRefuseRecognition
  | ProcessRecordSession
  | ProcessWithdrawSession
  | ProcessStart;

export type ProcessTemplateCommand =
  | ProcessTemplateWrite
  | ProcessTemplateWithdraw;

export type MomentCommand =
  | MomentName
  | MomentEdit
  | MomentWithdraw
  | MomentRestore;

export type AttachmentCommand =
  | AttachmentAttach
  | AttachmentRename
  | AttachmentWithdraw
  | AttachmentRestore
  | AttachmentErase;

export type TogetherCommand =
  | TogetherPromoteIdea
  | TogetherGrantRecognition
  | TogetherEditActions
  | TogetherDissolveAxis
  | TogetherDecideOnAction
  | TogetherScheduleTheme
  | TogetherPromoteCluster
  | TogetherDraftRoadmap
  | TogetherConsult
  | TogetherAdoptRoadmap
  | TogetherAcceptMentorship
  | TogetherCloseMentorship
  | TogetherPromoteGoal;

export type Command =
  | ActionCommand
  | PlanCommand
  | NetworkCommand
  | GovernanceCommand
  | WorkshopCommand
  | MeetingCommand
  | MeetingSeriesCommand
  | MinutesCommand
  | QuestionnaireCommand
  | NoteCommand
  | CommentCommand
  | SynthesisCommand
  | ConsultationCommand
  | RoadmapCommand
  | AuthorityCommand
  | ReferentCommand
  | SkillCommand
  | MentorCommand
  | MentorshipCommand
  | MentorshipNoteCommand
  | QuestionCommand
  | SupportFileCommand
  | IdeaCommand
  | FindingCommand
  | BodyCommand
  | ProcessCommand
  | ProcessTemplateCommand
  | MomentCommand
  | AttachmentCommand
  | TogetherCommand;

/** The fields of an edit of an action, each as what was seen and what is wanted. */
export type ActionChanges = Omit<ActionEdit, "tag">;
/** The fields of an action that hold one value, as a person gives them. */
export type ActionFields = {
  readonly [F in keyof ActionChanges as NonNullable<ActionChanges[F]> extends Change<unknown> ? F : never]-?: NonNullable<
    ActionChanges[F]
  > extends Change<infer T>
    ? T
    : never;
};

/** One command, the stream it is for, and how it is asked. */
export interface Asking {
  readonly id: Uuid;
  readonly stream: Uuid;
  readonly command: Command;
  readonly on_behalf_of?: Uuid | null;
  readonly cause?: Uuid | null;
  readonly reason?: string | null;
  readonly whole?: boolean;
  readonly at?: Instant;
}

// Answers.

/** A wish that met someone else's change: what was seen, what was wanted, what stands, whose it is, in which stream. */
export interface Conflict {
  readonly conflict_id: Uuid;
  readonly field: string;
  readonly was: Json;
  readonly yours: Json;
  readonly theirs: Json;
  readonly theirs_by: Uuid;
  readonly theirs_at: Instant;
  readonly stream: Uuid;
}

/** The answer to one command, the same for ever: what came of it, and the token after which reads show it. */
export interface Receipt {
  readonly id: Uuid;
  readonly outcome: string;
  readonly after: string;
  readonly conflicts: readonly Conflict[];
}

/** One problem, as it is answered and as it stands in the list of a batch. */
export interface Problem {
  readonly type?: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly next?: string;
  readonly at?: string | null;
  readonly id?: string | null;
}

/** One network as its people choose it. */
export interface NetworkCard {
  readonly network_id: Uuid;
  readonly name: string;
  readonly clock: Clock;
  readonly time_zone: string;
  readonly demonstration: boolean;
  readonly archived: boolean;
  readonly token: string;
  readonly roles: readonly Role[];
}

/** Who is signed in, and the networks they belong to. */
export interface Session {
  readonly person_id: Uuid;
  readonly name: string | null;
  readonly networks: readonly NetworkCard[];
}

/** A session as its owner tells it apart from the others. */
export interface ListedSession {
  readonly session_id: string;
  readonly begun_at: Instant;
  readonly seen_at: Instant;
  readonly expires_at: Instant;
  readonly method: "link" | "password" | "provider";
  readonly device: string | null;
  readonly place: string | null;
  readonly here: boolean;
}

/** Someone's own account, as only they see it; ``proved`` says that a new password needs no former one just now. */
export interface AccountPage {
  readonly person_id: Uuid;
  readonly name: string | null;
  readonly function: string | null;
  readonly email: string | null;
  readonly password_set_at: Instant | null;
  readonly proved: boolean;
  readonly sessions: readonly ListedSession[];
}

/** How often to be told of conflicts of one's own, of one's own actions, of what one follows, and of the rest; from which hour on. */
export interface Wanted {
  readonly conflicts: Pace;
  readonly mine: Pace;
  readonly followed: Pace;
  readonly rest: Pace;
  readonly hour: number;
  readonly language: "en" | "fr";
}

/** What someone is told of a network; ``email`` is where, ``works`` whether letters leave here at all. */
export interface NotificationPage {
  readonly wanted: Wanted;
  readonly reminders: Reminders;
  readonly follows: readonly Followed[];
  readonly email: string | null;
  readonly works: boolean;
}

/** How someone stands to an item: what they said of it, and of the plan that it belongs to; whether they follow it unasked. */
export interface Following {
  readonly said: "follow" | "mute" | null;
  readonly plan_id: Uuid | null;
  readonly of_plan: "follow" | "mute" | null;
  readonly unasked: boolean;
  readonly told: boolean;
}

/** An item that someone said they follow, or that they muted; with a plan goes all that belongs to it. */
export interface Followed {
  readonly item_id: Uuid;
  readonly plan_id: Uuid | null;
  readonly title: string;
  readonly link: string;
  readonly muted: boolean;
}

/** When somebody is reminded: so many ``days`` before, and on Mondays of what is ``late``; of what they lead, follow or see to. */
export interface Reminders {
  readonly days: readonly number[];
  readonly late: boolean;
  readonly led: boolean;
  readonly followed: boolean;
  readonly decisions: boolean;
}

/** What is known of one person, as they see it themselves. */
export interface Profile {
  readonly person_id: Uuid;
  readonly name: string | null;
  readonly function: string | null;
  readonly mandate: string | null;
  readonly contact_email: string | null;
  readonly contact_phone: string | null;
  readonly contact_shown: boolean;
}

/** What was agreed to, in which words, from when to when. */
export interface Consent {
  readonly about: string;
  readonly wording: number;
  readonly given_at: Instant;
  readonly withdrawn_at: Instant | null;
}

/** What a network is shown of a person beside name and function: their mandate, and what they agreed to. */
export interface ShownPerson {
  readonly person_id: Uuid;
  readonly name: string;
  readonly function: string | null;
  readonly mandate: string | null;
  readonly contact_email: string | null;
  readonly contact_phone: string | null;
}

/** One request. Without a network it is for whoever runs the service; an erased person's has lost its words. */
export interface DataRequest {
  readonly request_id: Uuid;
  readonly person_id: Uuid;
  readonly network_id: Uuid | null;
  readonly kind: "access" | "erasure" | "portability" | "rectification";
  readonly note: string | null;
  readonly asked_at: Instant;
  readonly due_at: Instant;
  readonly stage: "cancelled" | "done" | "open" | "refused";
  readonly handled_by: Uuid | null;
  readonly handled_at: Instant | null;
  readonly answer: string | null;
  readonly overdue: boolean;
}

/** What is known of oneself, what one agreed to, what one asked; ``proved`` says that erasure needs no password just now. */
export interface MyData {
  readonly profile: Profile;
  readonly photo: string | null;
  readonly consents: readonly Consent[];
  readonly requests: readonly DataRequest[];
  readonly proved: boolean;
}

/** A provider to sign in at. */
export interface ProviderDoor {
  readonly provider: string;
  readonly name: string;
}

/** How one can sign in. */
export interface Ways {
  readonly password: boolean;
  readonly link: boolean;
  readonly providers: readonly ProviderDoor[];
}

/** Where to send the browser next; null where there is nothing to do there. */
export interface Departure {
  readonly address: string | null;
}

/** One plan, whole, as it stood at ``token``. */
export interface PlanPage {
  readonly token: string;
  readonly plan: PlanList;
  readonly axes: readonly AxisList[];
  readonly phases: readonly PhaseCalendar[];
  readonly versions: readonly VersionList[];
  readonly public: readonly PublicPlans[];
  readonly actions: readonly PlanBoard[];
  readonly conflicts: readonly ConflictInbox[];
  readonly notes: readonly NoteList[];
  readonly restrictions: readonly RestrictedItems[];
}

/** What was sent, as ``attachment.attach`` has to say it. */
export interface SentFile {
  readonly sha256: string;
  readonly size: number;
  readonly type: AttachmentType;
}

/** How much room the files of a network take, and may take at most, in megabytes. */
export interface FilesRoom {
  readonly used: number;
  readonly quota: number;
}

/** A day by the clocks of the network on which something happened, and how much. */
export interface ActiveDay {
  readonly day: Day;
  readonly happened: number;
}

/** The rights of a network as they stood at ``token``. */
export interface RightsThen {
  readonly token: string;
  readonly roles: readonly RoleThen[];
  readonly suspensions: readonly SuspensionThen[];
  readonly restrictions: readonly RestrictionThen[];
}

/** One role that a person held; ``suspended`` where they could not use it. */
export interface RoleThen {
  readonly person_id: Uuid;
  readonly role: HeldRole;
  readonly authority_id: Uuid | null;
  readonly topics: readonly string[];
  readonly suspended: boolean;
  readonly since: Instant;
  readonly by: Uuid;
  readonly reason: string | null;
}

/** Somebody who was shut out. */
export interface SuspensionThen {
  readonly person_id: Uuid;
  readonly since: Instant;
  readonly by: Uuid;
  readonly reason: string | null;
}

/** An item that was kept to some people; why, for those who may know of it today. */
export interface RestrictionThen {
  readonly item_id: Uuid;
  readonly plan_id: Uuid;
  readonly parties: readonly Uuid[];
  readonly since: Instant;
  readonly by: Uuid;
  readonly reason: string | null;
}

/** One field before and after. */
export interface FieldHistory {
  readonly field: string;
  readonly before: Json;
  readonly after: Json;
}

/** One event behind a change: who did it, when and why, and the fields that were others after it. */
export interface EventBehind {
  readonly position: number;
  readonly tag: string;
  readonly by: Uuid;
  readonly on_behalf_of: Uuid | null;
  readonly at: Instant;
  readonly reason: string | null;
  readonly cause: Uuid | null;
  readonly fields: readonly string[];
  readonly authors: readonly Uuid[];
}

/** What became of one item, of the kind that ``kind`` names; ``axis_id``, ``action_id``, ``parent_id`` and ``plan_id`` tell where it belongs, ``stream_id`` to what it happened last. */
export interface ChangedItem {
  readonly kind: string;
  readonly item_id: Uuid | number;
  readonly what: WhatBecame;
  readonly called: string | null;
  readonly axis_id: Uuid | null;
  readonly action_id: Uuid | null;
  readonly parent_id: Uuid | null;
  readonly plan_id: Uuid | null;
  readonly stream_id: Uuid;
  readonly changes: readonly FieldHistory[];
  readonly events: readonly EventBehind[];
}

/** One of the two moments: where the log stood, and the instant that was asked about. */
export interface StandingMoment {
  readonly token: string;
  readonly at: Instant;
}

/** What changed ``since`` one moment ``until`` another; ``counts`` says of each kind of item what became of how many. */
export interface ChangesPage {
  readonly since: StandingMoment;
  readonly until: StandingMoment;
  readonly counts: { readonly [key: string]: { readonly [key: string]: number } };
  readonly items: readonly ChangedItem[];
  readonly next: string | null;
}

/** One event in the history of an item: who did it, when and why, and what it changed. */
export interface HistoryEntry {
  readonly position: number;
  readonly version: number;
  readonly tag: string;
  readonly by: Uuid;
  readonly on_behalf_of: Uuid | null;
  readonly at: Instant;
  readonly reason: string | null;
  readonly cause: Uuid | null;
  readonly command_id: Uuid;
  readonly changes: readonly FieldHistory[];
  readonly authors: readonly Uuid[];
}

/** One person as a network knows them; ``name`` is null once they are forgotten. ``photo`` counts up; null where none is shown. */
export interface Person {
  readonly person_id: Uuid;
  readonly name: string | null;
  readonly function: string | null;
  readonly claimed: boolean;
  readonly photo: number | null;
}

/** The id by which a person stands in the log. */
export interface IntroducedPerson {
  readonly person_id: Uuid;
}

/** An invitation as facilitators see it; the address goes once it was accepted or revoked. */
export interface Invitation {
  readonly invitation_id: Uuid;
  readonly person_id: Uuid;
  readonly email: string | null;
  readonly role: "auditor" | "editor" | "elected_official" | "facilitator" | "partner";
  readonly authority_id: Uuid | null;
  readonly invited_by: Uuid;
  readonly made_at: Instant;
  readonly expires_at: Instant;
  readonly stage: "accepted" | "expired" | "open" | "revoked";
}

/** One token as facilitators see it: never what it is known by. Its ``token_id`` is the id of an actor, as in ``by``. */
export interface ProgramToken {
  readonly token_id: Uuid;
  readonly name: string | null;
  readonly may: "audit" | "command" | "read";
  readonly authority_id: Uuid | null;
  readonly topics: readonly string[];
  readonly made_by: Uuid;
  readonly made_at: Instant;
  readonly expires_at: Instant;
  readonly used_at: Instant | null;
  readonly revoked_by: Uuid | null;
  readonly revoked_at: Instant | null;
}

/** A new token. ``secret`` is told this once and kept nowhere: send it as ``Authorization: Bearer …``. */
export interface MadeToken {
  readonly token: ProgramToken;
  readonly secret: string;
}

/** One address, as facilitators see it. ``position`` is the event through which everything was told or is not for it. */
export interface Webhook {
  readonly webhook_id: Uuid;
  readonly token_id: Uuid;
  readonly url: string;
  readonly tags: readonly string[];
  readonly made_by: Uuid;
  readonly made_at: Instant;
  readonly state: "on" | "paused" | "set_aside";
  readonly why: "failing" | "gone" | "no_right" | null;
  readonly position: number;
  readonly failures: number;
  readonly failing_since: Instant | null;
  readonly next_at: Instant | null;
  readonly former_until: Instant | null;
}

/** A new address, or a new secret of one. ``secret`` is told this once: it proves who sent a message, as Standard Webhooks say. */
export interface MadeWebhook {
  readonly webhook: Webhook;
  readonly secret: string;
}

/** One attempt and what came of it; without ``position`` it was a trial. */
export interface Delivery {
  readonly at: Instant;
  readonly position: number | null;
  readonly tag: string;
  readonly outcome: "certificate" | "forbidden" | "redirect" | "status" | "timeout" | "told" | "unreachable";
  readonly status: number | null;
  readonly took_ms: number;
}

/** The whole directory, as it stood at ``token``; a member without an entry was never described. */
export interface DirectoryPage {
  readonly token: string;
  readonly members: readonly MemberList[];
  readonly entries: readonly Directory[];
  readonly referents: readonly ReferentList[];
  readonly skills: readonly SkillList[];
}

/** One authority as the directory tells of it at ``token``: what it leads, and the members that it may want to call. */
export interface AuthorityPage {
  readonly token: string;
  readonly member: MemberList;
  readonly entry: Directory | null;
  readonly referents: readonly ReferentList[];
  readonly skills: readonly SkillList[];
  readonly similar: readonly Similar[];
  readonly plans: readonly LedPlan[];
}

/** A plan that an authority leads, and its main axes in order. */
export interface LedPlan {
  readonly plan_id: Uuid;
  readonly title: string;
  readonly axes: readonly string[];
}

/** What a member covers: rings of latitude, longitude, latitude…, in hundred-thousandths of a degree; inner ones are holes. */
export interface Outline {
  readonly authority_id: Uuid;
  readonly rings: readonly (readonly number[])[];
}

/** A file of places, row by row: what it would do, or with ``taken`` what was done. */
export interface PlacesReport {
  readonly file: string;
  readonly taken: boolean;
  readonly lines: readonly PlaceLine[];
}

/** One row of a file: whom it is about, and what comes of it, or why nothing does. */
export interface PlaceLine {
  readonly sheet: string;
  readonly row: number;
  readonly said: string;
  readonly does: "faulty" | "outline" | "place" | "refused" | "same" | "twice" | "unknown";
  readonly authority_id: Uuid | null;
  readonly why: string | null;
}

/** A member worth a call, and why. */
export interface Similar {
  readonly authority_id: Uuid;
  readonly shared: readonly Shared[];
}

/** One reason: a trait, a need that a skill answers, or just that they are of a size or at the same thing. */
export interface Shared {
  readonly reason: SimilarReason;
  readonly words: string | null;
}

/** How a network was at ``token``, which was ``today``. */
export interface VitalityPage {
  readonly token: string;
  readonly today: Day;
  readonly figures: readonly Figure[];
}

/** Figures as of ``token``, on the day ``today``: whole numbers by key; what is not told is nought. */
export interface FiguresPage {
  readonly token: string;
  readonly today: Day;
  readonly figures: { readonly [key: string]: number };
}

/** One of the events that made something count. */
export interface Cause {
  readonly position: number;
  readonly tag: string;
  readonly by: Uuid;
  readonly at: Instant;
}

/** Something that a figure counts, for how much, and why; ``row`` names the rows that it is one of. */
export interface CountedItem {
  readonly key: string;
  readonly row: string;
  readonly item_id: Uuid;
  readonly stream_id: Uuid;
  readonly plan_id: Uuid | null;
  readonly title: string;
  readonly value: number;
  readonly causes: readonly Cause[];
}

/** What a figure counts, as of ``token``: ``items`` is one page of ``count``, and all of them come to ``value``. */
export interface ExplainedFigure {
  readonly token: string;
  readonly today: Day;
  readonly value: number;
  readonly count: number;
  readonly items: readonly CountedItem[];
}

/** The ends of the last months and, last of all, the day ``today``, as of ``token``. */
export interface MonthsPage {
  readonly token: string;
  readonly today: Day;
  readonly months: readonly Month[];
}

/** What there was on a day: the last one of a month, or the one that somebody looks at. */
export interface Month {
  readonly day: Day;
  readonly actions: number;
  readonly begun: number;
  readonly done: number;
  readonly late: number;
}

/** How the members of a network are as of ``token``, on the day ``today``. */
export interface MembersHeard {
  readonly token: string;
  readonly today: Day;
  readonly members: readonly MemberHeard[];
}

/** One member: the days on which it was last heard and last came to a meeting, null for never; and its plans. */
export interface MemberHeard {
  readonly authority_id: Uuid;
  readonly name: string;
  readonly joined_on: Day;
  readonly heard_on: Day | null;
  readonly came_on: Day | null;
  readonly plans: readonly TouchedPlan[];
}

/** A plan of a member, and the day on which something in it last changed. */
export interface TouchedPlan {
  readonly plan_id: Uuid;
  readonly title: string;
  readonly on: Day;
}

/** One event. ``body`` holds the bytes that the digest was made of, after ``salt``, which a redacted event has no longer. */
export interface StoredEvent {
  readonly position: number;
  readonly token: string;
  readonly stream: Uuid;
  readonly version: number;
  readonly tag: string;
  readonly schema_version: number;
  readonly at: Instant;
  readonly by: Uuid;
  readonly on_behalf_of: Uuid | null;
  readonly cause: Uuid | null;
  readonly command: Uuid;
  readonly parent: Uuid | null;
  readonly reason: string | null;
  readonly redacted: boolean;
  readonly salt: string | null;
  readonly digest: string;
  readonly changes?: readonly FieldHistory[];
  readonly body: Json;
}

/** One event as it is stored, and what it changed in what people look at. */
export interface EventPage {
  readonly event: StoredEvent;
  readonly changes: readonly FieldHistory[];
}

/** That ``entry`` is leaf ``index`` of the tree that ``checkpoint`` is signed of, whose size is ``size``. */
export interface IncludedProof {
  readonly entry: string;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly string[];
  readonly checkpoint: string;
}

/** The last line: everything up to ``through`` was told. ``more``: a limit was reached, and it goes on from there. */
export interface FeedEnd {
  readonly through: string;
  readonly more: boolean;
}

/** What changed ``since`` one moment until another, which stood at ``token``, and what is to be looked at; ``text`` is all of it. */
export interface CouncilPage {
  readonly token: string;
  readonly today: Day;
  readonly since: string;
  readonly since_on: Day;
  readonly since_title: string | null;
  readonly plan_id: Uuid | null;
  readonly authority_id: Uuid | null;
  readonly person_id: Uuid | null;
  readonly title: string;
  readonly period: string;
  readonly marks: readonly string[];
  readonly figures: readonly CouncilLine[];
  readonly changed: readonly CouncilLine[];
  readonly decisions: readonly CouncilItem[];
  readonly look: readonly CouncilLine[];
  readonly groups: readonly CouncilGroup[];
  readonly text: string;
}

/** One sentence: of how many, how many it was where it tells of a state, and the items; ``keys`` are figures that explain both. */
export interface CouncilLine {
  readonly kind: string;
  readonly said: string;
  readonly now: number;
  readonly then: number | null;
  readonly keys: string | null;
  readonly items: readonly CouncilItem[];
}

/** One item behind a sentence: where it stands below the network's page, and what is to be said of it. */
export interface CouncilItem {
  readonly item_id: Uuid;
  readonly title: string;
  readonly link: string;
  readonly note: string;
}

/** One axis, plan, authority or elected official at both moments; figures of ``plan`` or the network with ``part`` explain it. */
export interface CouncilGroup {
  readonly kind: "authority" | "axis" | "person" | "plan";
  readonly title: string;
  readonly link: string;
  readonly plan: Uuid | null;
  readonly part: string | null;
  readonly then: CouncilSums;
  readonly now: CouncilSums;
}

/** What some actions come to; amounts in cents excluding tax. */
export interface CouncilSums {
  readonly actions: number;
  readonly done: number;
  readonly late: number;
  readonly blocked: number;
  readonly planned: number;
  readonly actual: number;
  readonly funded: number;
}

/** One figure, where it is looked after, and what it counts; ``alarm`` where somebody should look; ``by_fives`` is at least so many. */
export interface Figure {
  readonly kind: FigureKind;
  readonly count: number;
  readonly of: number | null;
  readonly alarm: boolean;
  readonly link: string;
  readonly behind: readonly FigureLine[];
  readonly by_fives: boolean;
}

/** One line of the list behind a figure: how it is called, where it stands below the network's page, since or until when. */
export interface FigureLine {
  readonly title: string;
  readonly link: string;
  readonly on: Day | null;
  readonly count: number | null;
  readonly of: number | null;
}

/** Everything that waits for one person at ``token``; what was due before ``today`` is late. */
export interface WaitingPage {
  readonly token: string;
  readonly today: Day;
  readonly waiting: readonly Waiting[];
  readonly late: readonly Waiting[];
}

/** What was found, by kind, that of the best item first. */
export interface SearchResults {
  readonly token: string;
  readonly groups: readonly SearchGroup[];
}

/** The items of a kind, the best first; ``more``: there are more than are counted. */
export interface SearchGroup {
  readonly kind: string;
  readonly count: number;
  readonly more: boolean;
  readonly items: readonly SearchFound[];
}

/** One item: how it is called, what of it has the words where its name has not, what it lies in, and where it is looked at. */
export interface SearchFound {
  readonly item_id: Uuid;
  readonly title: readonly SearchPiece[];
  readonly quote: readonly SearchPiece[];
  readonly where: string | null;
  readonly link: string;
}

/** A part of a text, and whether it is one of the words that were looked for. */
export interface SearchPiece {
  readonly text: string;
  readonly found: boolean;
}

/** What others changed since the last visit: it ended at ``left_at``, with the log at ``left_through``; null in the first one. */
export interface SincePage {
  readonly token: string;
  readonly left_at: Instant | null;
  readonly left_through: string | null;
  readonly items: readonly ItemSince[];
  readonly more: boolean;
}

/** One item that others changed: ``count`` times, of which ``newest`` are told; without title where it is of the network or a plan. */
export interface ItemSince {
  readonly item_id: Uuid;
  readonly plan_id: Uuid | null;
  readonly title: string;
  readonly link: string;
  readonly count: number;
  readonly newest: readonly RecentActivity[];
  readonly followed: boolean;
  readonly others: number;
}

/** One thing that waits: what it is about, where it is answered (below the network's page), since when, and until when. */
export interface Waiting {
  readonly kind: WaitingKind;
  readonly item_id: Uuid;
  readonly title: string;
  readonly link: string;
  readonly since: Instant;
  readonly due_on: Day | null;
  readonly authority_id: Uuid | null;
  readonly person_id: Uuid | null;
  readonly count: number;
  readonly plan_id: Uuid | null;
  readonly followed: boolean;
}

/** All of mentoring that its reader may see, as it stood at ``token``; ``figures`` are those of today. */
export interface MentoringPage {
  readonly token: string;
  readonly my_offer_id: Uuid;
  readonly mentors: readonly MentorList[];
  readonly places: readonly MentorPlaces[];
  readonly mentorships: readonly MentoringCircle[];
  readonly journal: readonly MentoringJournal[];
  readonly questions: readonly QuestionList[];
  readonly support_files: readonly SupportFileList[];
  readonly figures: MentoringFigures;
}

/** One mentorship with the notes of its journal that its reader may see, as it stood at ``token``. */
export interface MentorshipPage {
  readonly token: string;
  readonly mentorship: MentoringCircle;
  readonly journal: readonly MentoringJournal[];
}

/** What mentoring comes to: offers and their places; what it was worth, once enough mentorships are closed and evaluated. */
export interface MentoringFigures {
  readonly mentors: number;
  readonly places: number;
  readonly evaluated: number;
  readonly average_rating: number | null;
  readonly goals_reached: number | null;
}

/** Somebody to call on a theme: their skill, and the intermunicipal body of their authority. */
export interface ResourcePerson {
  readonly skill: SkillList;
  readonly body_id: Uuid | null;
}

/** A mentor worth asking: the score, and the reasons that add up to it. */
export interface Match {
  readonly offer_id: Uuid;
  readonly score: number;
  readonly reasons: readonly MatchedOn[];
}

/** One reason, the word it rests on where there is one, and what it adds to the score. */
export interface MatchedOn {
  readonly reason: MatchReason;
  readonly points: number;
  readonly words: string | null;
}

/** One workshop, whole, as it stood at ``token``; ``day`` says how much all workshops of its meeting come to. */
export interface WorkshopPage {
  readonly token: string;
  readonly workshop: WorkshopList;
  readonly questions: readonly WorkshopQuestions[];
  readonly groups: readonly WorkshopGroups[];
  readonly seats: readonly WorkshopSeats[];
  readonly contributions: readonly WorkshopBoard[];
  readonly conflicts: readonly ConflictInbox[];
  readonly day: readonly WorkshopTally[];
}

/** The code of a workshop, told this once. It lets guests in until the workshop closes or another code is made. */
export interface WorkshopCode {
  readonly code: string;
  readonly address: string;
  readonly qr: string;
  readonly modules: number;
}

/** A guest, and the one workshop that is theirs to see. */
export interface Joined {
  readonly person_id: Uuid;
  readonly name: string | null;
  readonly network_id: Uuid;
  readonly workshop_id: Uuid;
  readonly time_zone: string;
}

/** What the holder of a letter answers: which meeting, for whom, and what was answered last. Nothing else of the network. */
export interface LetterPage {
  readonly network: string;
  readonly title: string;
  readonly held_on: Day;
  readonly begins: string | null;
  readonly place: string | null;
  readonly authority: string;
  readonly reply: Reply | null;
  readonly represented_by: Uuid | null;
  readonly colleagues: readonly Colleague[];
}

/** Someone else who speaks for the same authority, and may represent it. */
export interface Colleague {
  readonly person_id: Uuid;
  readonly name: string;
}

/** The dry run: whom each row would check in, and everything a person should look at. */
export interface AttendanceOffer {
  readonly import_id: Uuid;
  readonly file: string;
  readonly lines: readonly ProposedPresence[];
  readonly notes: readonly Remark[];
}

/** What a person confirmed of a list. */
export interface AttendanceTaken {
  readonly lines: readonly WantedPresence[];
}

/** What became of each row of a list. */
export interface AttendanceResult {
  readonly outcomes: readonly PresenceOutcome[];
  readonly after: string | null;
}

/** Someone who is on the list, in the words of their row; ``there`` is one whom an earlier import of this file checked in. */
export interface ProposedPresence {
  readonly sheet: string;
  readonly row: number;
  readonly said: string;
  readonly capacity: Capacity;
  readonly authority: Uuid | null;
  readonly person: Uuid | null;
  readonly unknown: boolean;
  readonly there: boolean;
}

/** One check-in as a person confirmed it. */
export interface WantedPresence {
  readonly sheet: string;
  readonly row: number;
  readonly capacity: Capacity;
  readonly authority: Uuid | null;
  readonly person: Uuid | null;
}

/** What became of one row, and why where a rule refused it. */
export interface PresenceOutcome {
  readonly sheet: string;
  readonly row: number;
  readonly outcome: string;
  readonly why: string | null;
}

/** The dry run: what each row would bring, and everything a person should look at. */
export interface ContributionOffer {
  readonly import_id: Uuid;
  readonly file: string;
  readonly rooms: readonly ContributionRoom[];
  readonly lines: readonly ProposedContribution[];
  readonly notes: readonly Remark[];
}

/** What a person confirmed: for each sheet the workshop it goes to, or none to open one, in this meeting where it is named. */
export interface ContributionsTaken {
  readonly lines: readonly WantedContribution[];
  readonly rooms: { readonly [key: string]: Uuid | null };
  readonly meeting: Uuid | null;
}

/** What became of an import: its workshops, and each contribution. */
export interface ContributionsResult {
  readonly rooms: readonly ContributionRoom[];
  readonly outcomes: readonly ContributionOutcome[];
  readonly after: string | null;
}

/** One workshop of the file: which of the network's it goes to, or none where one is opened for it, and how much it brings. */
export interface ContributionRoom {
  readonly sheet: string;
  readonly workshop_id: Uuid | null;
  readonly contributions: number;
}

/** What one row would bring; ``there`` is one that an earlier import of this file brought. ``cuts`` are places in ``action``. */
export interface ProposedContribution {
  readonly sheet: string;
  readonly row: number;
  readonly action: string;
  readonly objective: string | null;
  readonly orientation: string | null;
  readonly doubt: "before_any" | "beside_no_action" | "centred" | "pieced_together" | null;
  readonly group: string | null;
  readonly cuts: readonly number[];
  readonly continued: readonly number[];
  readonly there: boolean;
  readonly begun: boolean;
}

/** One contribution as a person confirmed it; of a row that was cut, the parts are counted from 1. */
export interface WantedContribution {
  readonly sheet: string;
  readonly row: number;
  readonly action: string;
  readonly part: number;
  readonly objective: string | null;
  readonly orientation: string | null;
  readonly group: string | null;
}

/** What became of one contribution, and why where a rule refused it. */
export interface ContributionOutcome {
  readonly sheet: string;
  readonly row: number;
  readonly part: number;
  readonly outcome: string;
  readonly why: string | null;
}

/** One year of a series: what was promised, how many meetings there are, and whether that is too few. */
export interface SeriesYear {
  readonly series_id: Uuid;
  readonly year: number;
  readonly target: number;
  readonly meetings: number;
  readonly alarm: Alarm;
}

/** How many are there, as what; and how many authorities are, by kind: each once, however many come for it. */
export interface AttendanceCounts {
  readonly people: number;
  readonly elected: number;
  readonly officers: number;
  readonly others: number;
  readonly authorities: number;
  readonly authorities_by_kind: { readonly [key: string]: number };
}

/** The meetings of a network, as they stood at ``token``: its series, year by year, the themes that wait, and what was decided. */
export interface MeetingDiary {
  readonly token: string;
  readonly meetings: readonly MeetingList[];
  readonly series: readonly MeetingSeriesList[];
  readonly years: readonly SeriesYear[];
  readonly themes: readonly MeetingThemeList[];
  readonly decisions: readonly MeetingDecisions[];
}

/** One meeting, whole, as it stood at ``token``; whatever can be counted is counted from the rows beside it. */
export interface MeetingPage {
  readonly token: string;
  readonly meeting: MeetingList;
  readonly agenda: readonly MeetingAgenda[];
  readonly agenda_minutes: number;
  readonly overloaded: boolean;
  readonly answers: readonly MeetingAnswers[];
  readonly attendance: readonly MeetingAttendance[];
  readonly counts: AttendanceCounts;
  readonly decisions: readonly MeetingDecisions[];
  readonly visits: readonly MeetingVisits[];
  readonly bookings: readonly MeetingBookings[];
}

/** An item of a usual agenda. */
export interface TemplateItem {
  readonly title: string;
  readonly minutes: number;
}

/** What a meeting of one kind usually is. */
export interface UsualMeeting {
  readonly kind: MeetingKind;
  readonly title: string;
  readonly minutes: number;
  readonly agenda: readonly TemplateItem[];
}

/** The secret address of a person's calendar of a network, told this once; whoever has it reads the meetings. */
export interface CalendarFeed {
  readonly address: string;
}

/** How many letters wait to leave, and the authorities that none reaches: nobody who speaks for them has an address here. */
export interface LettersTold {
  readonly letters: number;
  readonly unreachable: readonly Uuid[];
}

/** The minutes of one meeting, whole, as they stood at ``token``; ``minutes_id`` is where they are begun, if they were not. */
export interface MinutesPage {
  readonly token: string;
  readonly minutes_id: Uuid;
  readonly minutes: MinutesList | null;
  readonly sections: readonly MinutesSections[];
  readonly amendments: readonly MinutesAmendments[];
  readonly conflicts: readonly ConflictInbox[];
}

/** A section that people wrote. */
export interface BookletText {
  readonly heading: string;
  readonly text: string;
}

/** A line of thought, and how many contributions follow it. */
export interface BookletTally {
  readonly orientation: string;
  readonly contributions: number;
}

/** One contribution in the annex, as it was said and by which group. */
export interface BookletProposal {
  readonly contribution_id: Uuid;
  readonly orientation: string | null;
  readonly action: string;
  readonly objective: string | null;
  readonly group: string | null;
}

/** One workshop: what it asked, how many worked on it, what came of it, and all that was said. */
export interface BookletChapter {
  readonly workshop_id: Uuid;
  readonly title: string;
  readonly questions: readonly string[];
  readonly groups: number;
  readonly contributions: number;
  readonly ideas: readonly BookletText[];
  readonly orientations: readonly BookletTally[];
  readonly annex: readonly BookletProposal[];
}

/** One decision: who sees to it, and by when. */
export interface BookletStep {
  readonly decision_id: Uuid;
  readonly text: string;
  readonly due_on: Day;
  readonly owner_id: Uuid | null;
  readonly authority_id: Uuid | null;
  readonly finished: boolean;
}

/** A whole booklet, as it stood at ``token``; ``digest`` is the SHA-256 of all of it, by which a copy is known. */
export interface Booklet {
  readonly token: string;
  readonly minutes_id: Uuid;
  readonly meeting_id: Uuid;
  readonly title: string;
  readonly stage: MinutesStage;
  readonly published_at: Instant | null;
  readonly meeting: string;
  readonly held_on: Day;
  readonly place: string | null;
  readonly counts: AttendanceCounts;
  readonly contributions: number;
  readonly opening: readonly BookletText[];
  readonly chapters: readonly BookletChapter[];
  readonly decisions: readonly BookletStep[];
  readonly next_steps: readonly BookletText[];
  readonly digest: string;
}

/** What all answers to one question add up to: how many there are, how often each choice, and of numbers sum, least and most. */
export interface QuestionResult {
  readonly question_id: Uuid;
  readonly answered: number;
  readonly chosen: { readonly [key: string]: number };
  readonly sum: number | null;
  readonly least: number | null;
  readonly most: number | null;
}

/** Something that one authority needs, and another one that does it or knows how to. */
export interface NeedMet {
  readonly authority_id: Uuid;
  readonly need: string;
  readonly helper_id: Uuid;
  readonly reason: MetBy;
  readonly words: string;
}

/** One questionnaire whole, as it stood at ``token``: ``results`` count all answers, ``answers`` are those that the reader may read. */
export interface QuestionnairePage {
  readonly token: string;
  readonly questionnaire: QuestionnaireList;
  readonly questions: readonly QuestionnaireQuestions[];
  readonly answers: readonly QuestionnaireAnswers[];
  readonly answered: number;
  readonly results: readonly QuestionResult[];
  readonly met: readonly NeedMet[];
}

/** Two contributions that may say the same, where each of them stands, and the words by which they do. */
export interface Alike {
  readonly first_id: Uuid;
  readonly second_id: Uuid;
  readonly first_cluster_id: Uuid | null;
  readonly second_cluster_id: Uuid | null;
  readonly words: readonly string[];
  readonly share: number;
}

/** One synthesis, whole, as it stood at ``token``: its clusters, what came of them, where contributions stand, and what was said. */
export interface SynthesisPage {
  readonly token: string;
  readonly synthesis: SynthesisList;
  readonly clusters: readonly SynthesisClusters[];
  readonly promotions: readonly SynthesisPromotions[];
  readonly sources: readonly SynthesisSources[];
  readonly answers: readonly SynthesisAnswers[];
  readonly scores: readonly SynthesisScores[];
  readonly contributions: readonly WorkshopBoard[];
}

/** One roadmap, whole, as it stood at ``token``: its programmes, its consultations with their opinions, and the actions. */
export interface RoadmapPage {
  readonly token: string;
  readonly roadmap: RoadmapList;
  readonly programmes: readonly RoadmapProgrammes[];
  readonly consultations: readonly ConsultationList[];
  readonly opinions: readonly ConsultationOpinions[];
  readonly actions: readonly PlanBoard[];
}

/** One thing that happened on the way from what was said to what is done; ``words`` are those of people, or a title. */
export interface Step {
  readonly kind: LineageStep;
  readonly at: Instant;
  readonly by: Uuid | null;
  readonly words: string | null;
  readonly reason: string | null;
  readonly workshop_id: Uuid | null;
  readonly contribution_id: Uuid | null;
  readonly synthesis_id: Uuid | null;
  readonly cluster_id: Uuid | null;
  readonly meeting_id: Uuid | null;
  readonly plan_id: Uuid | null;
  readonly action_id: Uuid | null;
  readonly consultation_id: Uuid | null;
  readonly year: number | null;
  readonly count: number | null;
}

/** The whole of it at ``token``, oldest first; ``fate`` is what became of a contribution, empty for an action. */
export interface Lineage {
  readonly token: string;
  readonly fate: "action" | "gathered" | "retracted" | "set_aside" | "waiting" | null;
  readonly contributions: readonly WorkshopBoard[];
  readonly clusters: readonly SynthesisClusters[];
  readonly actions: readonly PlanBoard[];
  readonly steps: readonly Step[];
}

/** How far a process has come: of how many steps how many are done, which was the last, and which comes next. */
export interface Stage {
  readonly steps: number;
  readonly done: number;
  readonly last: string | null;
  readonly next: string | null;
}

/** Of those whom the sessions of one purpose were for, how many came, and what share of them that is, from 0 to 1. */
export interface Coverage {
  readonly purpose: SessionPurpose;
  readonly public: SessionPublic;
  readonly sessions: number;
  readonly headcount: number;
  readonly reached: number;
  readonly rate: number;
}

/** The process of one plan, whole, as it stood at ``token``; whatever can be counted is counted from the rows beside it. */
export interface ProcessPage {
  readonly token: string;
  readonly plan: PlanList;
  readonly process: ProcessList | null;
  readonly stage: Stage;
  readonly steps: readonly ProcessSteps[];
  readonly phases: readonly PhaseCalendar[];
  readonly resolutions: readonly ProcessResolutions[];
  readonly unanimity: { readonly [key: string]: Unanimity };
  readonly recognitions: readonly ProcessRecognitions[];
  readonly engagement: Engagement;
  readonly untold: boolean;
  readonly sessions: readonly ProcessSessions[];
  readonly coverage: readonly Coverage[];
  readonly findings: readonly FindingList[];
  readonly ideas: readonly IdeaList[];
  readonly bodies: readonly BodyList[];
  readonly follow_ups: readonly BodyFollowUps[];
}

/** A canvas that comes with the program, in the language of who asks. */
export interface UsualCanvas {
  readonly canvas: Canvas;
  readonly name: string;
  readonly steps: readonly string[];
}

/** The canvases that a process can start from: those that come with the program, and the network's own. */
export interface Canvases {
  readonly usual: readonly UsualCanvas[];
  readonly own: readonly ProcessTemplates[];
}

/** The bodies of the network and of the plans that one may see, and what each saw, as they stood at ``token``. */
export interface Bodies {
  readonly token: string;
  readonly bodies: readonly BodyList[];
  readonly follow_ups: readonly BodyFollowUps[];
}

/** One file that left. ``about`` is the plan or meeting it was of; ``person_id`` is the network's own where it was the command line. */
export interface Exported {
  readonly export_id: Uuid;
  readonly person_id: Uuid;
  readonly what: string;
  readonly about: Uuid | null;
  readonly at: Instant;
}

/** One place where a text stands: in which event, of which item, in which field, and all that this field holds. */
export interface FoundText {
  readonly position: number;
  readonly field: string;
  readonly text: string;
  readonly tag: string;
  readonly stream_id: Uuid;
  readonly plan_id: Uuid | null;
  readonly by: Uuid;
  readonly at: Instant;
  readonly authors: readonly Uuid[];
}

/** One fault or one note. Without a row it concerns the sheet, without a sheet the file. */
export interface Remark {
  readonly key: string;
  readonly values: { readonly [key: string]: string };
  readonly sheet: string | null;
  readonly row: number | null;
  readonly column: string | null;
  readonly sentence: string;
}

/** How one column was understood: the field of an action it fills, or none when it is kept under its header. */
export interface ImportHeading {
  readonly header: string;
  readonly field: string | null;
}

/** One sheet that holds a plan. */
export interface ImportSheet {
  readonly name: string;
  readonly header_row: number;
  readonly columns: readonly ImportHeading[];
}

/** What becomes of one row. After the run, what was answered. */
export interface ImportLine {
  readonly sheet: string;
  readonly row: number;
  readonly title: string;
  readonly does: "add" | "edit" | "nothing";
  readonly action_id: Uuid;
  readonly sub: boolean;
  readonly fields: readonly string[];
  readonly outcome: string | null;
  readonly conflicts: readonly Conflict[];
}

/** The whole import as it stands. */
export interface ImportReport {
  readonly import_id: Uuid;
  readonly plan_id: Uuid;
  readonly file: string;
  readonly stage: "finished" | "nothing" | "offered" | "refused" | "running";
  readonly sheets: readonly ImportSheet[];
  readonly axes: readonly (readonly string[])[];
  readonly lines: readonly ImportLine[];
  readonly faults: readonly Remark[];
  readonly notes: readonly Remark[];
}

/** What becomes of one field, and who changed it since, where somebody did. */
export interface UndoneField {
  readonly field: string;
  readonly became: "already" | "changed" | "redacted" | "undone";
  readonly by: Uuid | null;
  readonly at: Instant | null;
}

/** What became of one item: of each of its fields, by which command, and why nothing of it could be undone. */
export interface UndoneItem {
  readonly id: Uuid;
  readonly stream_id: Uuid;
  readonly item: Uuid;
  readonly tag: string;
  readonly position: number;
  readonly fields: readonly UndoneField[];
  readonly outcome: string | null;
  readonly code: string | null;
  readonly why: string | null;
}

/** What an undo comes to, and the token after which reads show it. */
export interface Undone {
  readonly undo_id: Uuid;
  readonly of: Uuid | null;
  readonly stage: "finished" | "preview" | "running";
  readonly outcome: "applied" | "nothing";
  readonly after: string | null;
  readonly done: number;
  readonly steps: number;
  readonly items: readonly UndoneItem[];
}

/** That a cause was taken back: what has it, stands after ``through`` and is by this person did so; ``again``: it did it once more. */
export interface Taken {
  readonly of: Uuid;
  readonly by: Uuid;
  readonly through: number;
  readonly again: boolean;
}

/** A view that was kept, one's own or one that its person shares with the network. */
export interface SavedView {
  readonly view_id: Uuid;
  readonly person_id: Uuid;
  readonly name: string;
  readonly query: string;
  readonly shared: boolean;
}

/** In how many actions a field changes, holds that value already, or was changed by somebody since it was looked at. */
export interface FieldCount {
  readonly field: string;
  readonly changes: number;
  readonly already: number;
  readonly meets: number;
}

/** The actions that stay as they are for one and the same reason, and that reason in words. */
export interface BulkRefusal {
  readonly code: string;
  readonly actions: readonly Uuid[];
  readonly why: string;
}

/** What a bulk action comes to, and the token after which reads show it. Fields are counted in a preview alone. */
export interface Bulked {
  readonly bulk_id: Uuid;
  readonly stage: "finished" | "preview" | "running";
  readonly after: string | null;
  readonly done: number;
  readonly steps: number;
  readonly changed: number;
  readonly already: number;
  readonly met: readonly Uuid[];
  readonly fields: readonly FieldCount[];
  readonly refused: readonly BulkRefusal[];
}

// Frames of the live socket; `t` says which.

export type Table = keyof Tables;
export type RowOf<T extends Table> = Tables[T];
export type AnyRow = Tables[Table];

/** A row of a snapshot. */
export interface SnapRow {
  readonly table: string;
  readonly row: AnyRow;
}

/** A row that changed, whole; null where the lane no longer shows it. */
export interface TxRow {
  readonly table: string;
  readonly key: string | number;
  readonly row: AnyRow | null;
}

/** How far a client is complete: incarnation of the log, position, and the shape of the rows it holds. */
export interface Resume {
  readonly epoch: number;
  readonly pos: number;
  readonly rev: string;
}

/** What a client kept of a log: the last checkpoint that it was handed, with the root in base64. */
export interface KeptTree {
  readonly epoch: number;
  readonly size: number;
  readonly root: string;
}

/** Where someone is: the item, its field, and whether they read or write there. */
export interface PresenceState {
  readonly item: string | null;
  readonly field: string | null;
  readonly mode: "edit" | "view";
}

/** One connection that is present. */
export interface PresentPerson {
  readonly conn: string;
  readonly person_id: Uuid;
  readonly state: PresenceState | null;
}

/** What a person is called, what they do, and the number of their photo; without a name they were erased. */
export interface NameCell {
  readonly name: string | null;
  readonly function: string | null;
  readonly photo?: number;
}

/** A connection with a topic hears something every so many seconds; silent for longer than both together, it is dead. */
export interface Heartbeat {
  readonly every: number;
  readonly timeout: number;
}

/** What a client may send: told in ``welcome``, so that none has to guess. */
export interface Limits {
  readonly frame: number;
  readonly hello: number;
  readonly subs: number;
  readonly commands: number;
  readonly presence: number;
  readonly rate: number;
  readonly burst: number;
  readonly connections: number;
  readonly hellos: number;
  readonly credit: number;
}

export interface User {
  readonly person_id: Uuid;
}

/** The first frame: which network, which tab speaks, and what it kept of the log. Another connection of the same tab ends the first. */
export interface HelloFrame {
  readonly t: "hello";
  readonly v: number;
  readonly network: Uuid;
  readonly client: string;
  readonly resume?: Resume | null;
  readonly token?: string | null;
  readonly tree?: KeptTree | null;
}

/** Show me this topic, from where I left it if you still can. */
export interface SubFrame {
  readonly t: "sub";
  readonly id: number;
  readonly topic: string;
  readonly from?: Resume | null;
  readonly mode?: "live" | "replay";
  readonly until?: number | null;
  readonly credit?: number;
}

/** I take so many more events of a replay. */
export interface MoreFrame {
  readonly t: "more";
  readonly id: number;
  readonly credit: number;
}

export interface UnsubFrame {
  readonly t: "unsub";
  readonly id: number;
}

/** An ``Asking``, the same as over HTTP; read apart, so that a malformed one is refused by its own id. */
export interface CmdFrame {
  readonly t: "cmd";
  readonly asking: Asking;
}

/** An update of a text that several people write, of the incarnation ``gen`` of its document; ``settle``: now, tell it as an event. */
export interface WriteFrame {
  readonly t: "y";
  readonly id: Uuid;
  readonly topic: string;
  readonly gen: number;
  readonly u: string;
  readonly settle?: boolean;
}

/** I am here; null is here, but on nothing. Say it again within 45 s, or be taken for gone. */
export interface PresFrame {
  readonly t: "pres";
  readonly topic: string;
  readonly state: PresenceState | null;
}

export interface PingFrame {
  readonly t: "ping";
  readonly id: number;
  readonly at: number;
}

/** ``rev`` fingerprints all row types: a client that resumes with another gets a snapshot. */
export interface WelcomeFrame {
  readonly t: "welcome";
  readonly conn: string;
  readonly epoch: number;
  readonly rev: string;
  readonly head: number;
  readonly hb: Heartbeat;
  readonly limits: Limits;
  readonly user: User;
}

/** Subscribed to these lanes: a snapshot follows, or what happened since ``from``. */
export interface SubdFrame {
  readonly t: "subd";
  readonly id: number;
  readonly topic: string;
  readonly lanes: readonly string[];
  readonly plan: "replay" | "snapshot";
  readonly from: number | null;
}

/** One page of one lane's rows. All pages are of position ``pos``; they hold once the one marked ``last`` is there. */
export interface SnapFrame {
  readonly t: "snap";
  readonly id: number;
  readonly l: string;
  readonly pos: number;
  readonly part: number;
  readonly last: boolean;
  readonly rows: readonly SnapRow[];
}

/** One commit as one lane sees it: who did what, and every row that changed, whole. It holds all or not at all. */
export interface TxFrame {
  readonly t: "tx";
  readonly l: string;
  readonly prev: number;
  readonly pos: number;
  readonly by: Uuid | null;
  readonly at: Instant | null;
  readonly did: readonly string[];
  readonly rows: readonly TxRow[];
}

/** One recorded event, told again; ``body`` is what is stored. It holds like ``tx``: ``prev`` is the one that was told before it. */
export interface EvFrame {
  readonly t: "ev";
  readonly l: string;
  readonly prev: number;
  readonly pos: number;
  readonly stream: Uuid;
  readonly version: number;
  readonly tag: string;
  readonly schema_version: number;
  readonly at: Instant;
  readonly by: Uuid;
  readonly on_behalf_of: Uuid | null;
  readonly cause: Uuid | null;
  readonly command: Uuid;
  readonly body: Json;
}

/** Cells by key, names or figures; the latest wins. ``pos`` of names counts on its own: they are not in the log. */
export interface KvFrame {
  readonly t: "kv";
  readonly l: string;
  readonly pos: number;
  readonly set: { readonly [key: string]: NameCell | number };
  readonly del: readonly string[];
}

/** Caught up: from here on you see it as it happens. */
export interface LiveFrame {
  readonly t: "live";
  readonly id: number;
  readonly pos: number;
}

/** Nothing in this lane after ``prev`` through ``pos``. Holds like ``tx``, so it reveals that the last frame was lost. */
export interface HeadFrame {
  readonly t: "head";
  readonly l: string;
  readonly prev: number;
  readonly pos: number;
}

/** This lane stops here: subscribe to its topic again, from ``last`` (resume) or from nothing (snapshot). */
export interface GapFrame {
  readonly t: "gap";
  readonly l: string;
  readonly why: "large" | "slow";
  readonly next: "resume" | "snapshot";
}

/** This subscription is over. With ``retry`` the lanes have changed: drop the topic's rows and subscribe from nothing. */
export interface EndFrame {
  readonly t: "end";
  readonly id: number;
  readonly code: "changed" | "finished" | "replaced" | "revoked";
  readonly why: string;
  readonly retry: boolean;
}

/** The receipt of a command, after its commit. */
export interface AckFrame {
  readonly t: "ack";
  readonly id: Uuid;
  readonly outcome: string;
  readonly after: string;
  readonly conflicts: readonly Conflict[];
}

/** Nothing of this command happened; those after it are not concerned. ``retry``: the same may succeed later. */
export interface RejFrame {
  readonly t: "rej";
  readonly id: Uuid;
  readonly code: string;
  readonly detail: string;
  readonly next: string;
  readonly retry: boolean;
  readonly at: string | null;
}

/** What was written to a text after ``prev`` through ``pos``, counted by itself; from 0 it is all of the text. ``by`` where it was one. */
export interface WrittenFrame {
  readonly t: "y";
  readonly l: string;
  readonly gen: number;
  readonly prev: number;
  readonly pos: number;
  readonly u: string;
  readonly by: Uuid | null;
}

/** An update was written down, or was there: the text holds it at ``pos``. Everyone was told it before this. */
export interface YackFrame {
  readonly t: "yack";
  readonly id: Uuid;
  readonly pos: number;
}

/** Who is here: all of them (``full``), or who came, moved or left. */
export interface PresentFrame {
  readonly t: "pres";
  readonly topic: string;
  readonly kind: "full" | "join" | "leave" | "upd";
  readonly who: readonly PresentPerson[];
}

/** What is signed of the log, as a note; ``proof`` that it continues the tree of ``old`` leaves, which this client was handed before. */
export interface CheckpointFrame {
  readonly t: "checkpoint";
  readonly note: string;
  readonly old?: number;
  readonly proof?: readonly string[];
}

/** ``at`` is the service's clock, in milliseconds since 1970. What happened through ``head`` was sent before this frame. */
export interface PongFrame {
  readonly t: "pong";
  readonly id: number;
  readonly at: number;
  readonly head: number;
}

/** The process ends (``restart``) or has too much to do (``busy``); come back in so many milliseconds, not all at once. */
export interface ByeFrame {
  readonly t: "bye";
  readonly why: string;
  readonly slot_ms: number;
}

/** What was said is no use; ``msg`` is the key of its sentence. With ``id`` it answers that subscription. */
export interface ErrFrame {
  readonly t: "err";
  readonly code: string;
  readonly msg: string;
  readonly retry: boolean;
  readonly id: number | null;
}

export type ClientFrame =
  | HelloFrame
  | SubFrame
  | MoreFrame
  | UnsubFrame
  | CmdFrame
  | WriteFrame
  | PresFrame
  | PingFrame;

export type ServerFrame =
  | WelcomeFrame
  | SubdFrame
  | SnapFrame
  | TxFrame
  | EvFrame
  | KvFrame
  | LiveFrame
  | HeadFrame
  | GapFrame
  | EndFrame
  | AckFrame
  | RejFrame
  | WrittenFrame
  | YackFrame
  | PresentFrame
  | CheckpointFrame
  | PongFrame
  | ByeFrame
  | ErrFrame;
