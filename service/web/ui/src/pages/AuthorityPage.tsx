/** One authority in the directory: what marks it, how far it has come, who speaks for it, what it can do, and who is like it. */

import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { GUESTS, referentId } from "../authority.ts";
import { CommentsPart } from "../comments/CommentsPart.tsx";
import { FilesPart } from "../files/FilesPart.tsx";
import { byName, count, day, list, longDayOf, plain, today } from "../format.ts";
import { newId } from "../ids.ts";
import { type Key, lookup, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Choice } from "../meeting/Fields.tsx";
import { notify } from "../notices.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { Follow } from "../parts/Follow.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Avatar, nameOf } from "../parts/People.tsx";
import { Met } from "../plan/ConflictNote.tsx";
import { openConflicts } from "../plan/conflicts.ts";
import { mayInvite } from "../plan/here.ts";
import { HistoryButton } from "../plan/HistoryButton.tsx";
import { momentAt } from "../plan/moments.ts";
import { valueInWords } from "../plan/words.ts";
import { atSameMoment, paths, query } from "../router.ts";
import type { AuthorityPage as Told, Command, IntroducedPerson, LedPlan, MemberList, ReferentCapacity, ReferentList, Similar, SkillList, Uuid } from "../types.ts";
import { engagementOf, ENGAGEMENTS, inhabitants, type Listed, listed, useDirectory } from "./Directory.tsx";
import { EditEntry } from "./EditEntry.tsx";
import { Nowhere } from "./Nowhere.tsx";
import { AsOf } from "./PastDirectory.tsx";

type Open = "edit" | "engagement" | "referent" | "skill" | { readonly endorse: SkillList } | { readonly theme: ReferentList };

export function AuthorityPage({ network, authority }: { readonly network: LiveNetwork; readonly authority: Uuid }) {
  useDirectory(network);
  return (
    <AsOf network={network} now={paths.authority(network.card.network_id, authority)}>
      {(shown, at) => <One network={shown} live={network} authority={authority} at={at} />}
    </AsOf>
  );
}

function One({ network, live, authority, at }: { readonly network: LiveNetwork; readonly live: LiveNetwork; readonly authority: Uuid; readonly at: string | null }) {
  const [open, setOpen] = useState<Open | null>(null);
  const beyond = useBeyond(network, live, authority, at);
  const member = network.store.row("member_list", authority);
  if (member === null) {
    return network.connection.state.value === "online" ? <Nowhere /> : <Busy />;
  }
  const one = listed(network, member);
  const rights = network.store.row("rights", network.me);
  const here = member.left_at === null && !network.card.archived && rights !== null && !rights.suspended;
  const facilitates = here && mayInvite(rights);
  const theirs = facilitates || (here && rights.roles.some(({ role, authority_id }) => authority_id === authority && (role === "editor" || role === "elected_official" || (role === "partner" && GUESTS.has(member.kind)))));
  const writes = here && rights.roles.some(({ role }) => role !== "auditor" && role !== "reader");
  const close = (): void => setOpen(null);
  return (
    <div class="page directory">
      <p>
        <a href={paths.directory(network.card.network_id)}>
          <Icon name="left" /> {t("nav.directory")}
        </a>
      </p>
      <div class="plan-title">
        <h1 tabIndex={-1}>{member.name}</h1>
        <div class="way-do">
          {theirs && <Do icon="pen" label={t("directory.edit")} onClick={() => setOpen("edit")} />}
          {facilitates && <Do icon="flag" label={t("directory.step")} onClick={() => setOpen("engagement")} />}
          {at === null && <Follow network={network.card.network_id} item={authority} title={member.name} />}
          {at === null && <HistoryButton network={network} kind="authority" item={authority} name={member.name} seenAt={(position) => `${paths.authority(network.card.network_id, authority)}?at=${momentAt(network, position)}`} />}
        </div>
      </div>
      <Facts network={network} one={one} />
      {openConflicts(network.store)
        .filter(({ stream_id }) => stream_id === authority)
        .map((conflict) => (
          <Met key={conflict.conflict_id} conflict={conflict} network={network} store={network.store} may={theirs} />
        ))}
      <Referents network={network} one={one} theirs={theirs} facilitates={facilitates} onOpen={setOpen} />
      <Skills network={network} one={one} facilitates={facilitates} writes={writes} theirs={theirs} onOpen={setOpen} />
      <Plans network={network} plans={beyond.plans} />
      <Alike network={network} one={one} at={at} found={beyond.similar} />
      <CommentsPart network={network} about="authority" item={authority} plan={null} title={member.name} at={at} over={member.left_at !== null} />
      <FilesPart network={network} kind="authority" item={authority} at={at} may={theirs} />
      {open === "edit" && <EditEntry network={network} one={one} onClose={close} />}
      {open === "engagement" && <Step network={network} one={one} onClose={close} />}
      {open === "referent" && <NameReferent network={network} member={member} onClose={close} />}
      {open === "skill" && <Evidence network={network} title={t("skill.declare")} named onClose={close} command={(told) => ({ stream: newId(), command: { tag: "skill.declare", authority, ...told } })} />}
      {typeof open === "object" && open !== null && "endorse" in open && (
        <Evidence
          network={network}
          title={t("skill.endorse_title", { name: open.endorse.name })}
          onClose={close}
          command={({ evidence, action }) => ({ stream: open.endorse.skill_id, command: { tag: "skill.endorse", evidence, ...(action === undefined ? {} : { action }) } })}
        />
      )}
      {typeof open === "object" && open !== null && "theme" in open && <Theme network={network} referent={open.theme} onClose={close} />}
    </div>
  );
}

function Busy() {
  return (
    <div class="empty" aria-busy="true">
      <h1 tabIndex={-1}>{t("loading")}</h1>
    </div>
  );
}

function Do({ icon, label, onClick }: { readonly icon: Parameters<typeof Icon>[0]["name"]; readonly label: string; readonly onClick: () => void }) {
  return (
    <button type="button" class="button" onClick={onClick}>
      <Icon name={icon} />
      {label}
    </button>
  );
}

function Facts({ network, one }: { readonly network: LiveNetwork; readonly one: Listed }) {
  const { member, entry } = one;
  const people = inhabitants(one);
  const stage = engagementOf(one);
  const engaged = entry?.engaged_on == null ? "" : ` (${day(entry.engaged_on)})`;
  const codes = [member.siren === null ? [] : t("members.siren", { code: member.siren }), member.insee_code === null ? [] : t("members.insee", { code: member.insee_code })].flat();
  const facts: readonly (readonly [string, string | null])[] = [
    [t("members.kind"), lookup(`authority.${member.kind}`)],
    [t("members.code"), codes.length === 0 ? null : codes.join(" · ")],
    [t("members.joined"), longDayOf(member.joined_at)],
    [t("field.engagement"), `${lookup(`engagement.${stage}`)}${engaged}`],
    [t("field.population"), people === null ? null : count(people)],
    [t("field.body_id"), entry?.body_id == null ? null : (network.store.row("member_list", entry.body_id)?.name ?? null)],
    [t("field.initiative"), entry?.initiative == null ? null : lookup(`initiative.${entry.initiative}`)],
    [t("field.initiative_stage"), entry?.initiative_stage == null ? null : lookup(`initiative_stage.${entry.initiative_stage}`)],
    [t("field.traits"), entry === null || entry.traits.length === 0 ? null : list(entry.traits)],
    [t("field.particulars"), entry?.particulars ?? null],
    [t("place.title"), entry?.place == null ? null : valueInWords("place", entry.place, network.store)],
  ];
  return (
    <dl class="facts">
      {facts.map(
        ([label, value]) =>
          value !== null && (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
      {entry !== null && entry.needs.length > 0 && (
        <div>
          <dt>{t("field.needs")}</dt>
          <dd>
            <ul>
              {entry.needs.map((need) => (
                <li key={need}>
                  {need} <Able network={network} need={need} but={member.authority_id} />
                </li>
              ))}
            </ul>
          </dd>
        </div>
      )}
    </dl>
  );
}

/** Who in the network knows how to do what is needed. */
function Able({ network, need, but }: { readonly network: LiveNetwork; readonly need: string; readonly but: Uuid }) {
  const able = network.store.all("skill_list").filter((skill) => !skill.withdrawn && skill.authority_id !== but && plain(skill.name) === plain(need));
  if (able.length === 0) {
    return null;
  }
  const names = able.map(({ authority_id, person_id }) => (person_id === null ? (network.store.row("member_list", authority_id ?? "")?.name ?? "") : nameOf(network.store, person_id)));
  return <span class="chip">{t("directory.able", { who: list([...new Set(names)]) })}</span>;
}

interface PartProps {
  readonly network: LiveNetwork;
  readonly one: Listed;
  readonly theirs: boolean;
  readonly facilitates: boolean;
  readonly onOpen: (open: Open) => void;
}

function Referents({ network, one, theirs, facilitates, onOpen }: PartProps) {
  const id = useId();
  return (
    <section class="part" aria-labelledby={id}>
      <div class="plan-title">
        <h2 id={id}>{t("directory.referents")}</h2>
        {!query.value.has("at") && <Cards network={network} of={`authority=${one.member.authority_id}`} who={one.member.name} />}
        {theirs && <Do icon="plus" label={t("referent.name")} onClick={() => onOpen("referent")} />}
      </div>
      {one.referents.length === 0 && <p class="quiet">{t("referent.none")}</p>}
      <ul class="rows">
        {one.referents.map((row) => {
          const who = nameOf(network.store, row.person_id);
          const about = [network.store.nameOf(row.person_id)?.function ?? null, lookup(`capacity.${row.capacity}`)].filter((part) => part !== null);
          return (
            <li key={row.referent_id}>
              <Avatar person={row.person_id} name={who} />
              <p>
                <strong>{who}</strong> <span class="quiet">{about.join(" · ")}</span>{" "}
                {row.ambassador_of.length > 0 && <span class="chip">{t("referent.ambassador", { themes: list(row.ambassador_of) })}</span>}
              </p>
              {!query.value.has("at") && !network.store.isErased(row.person_id) && <Cards network={network} of={`person=${row.person_id}`} who={who} />}
              {facilitates && (
                <button type="button" class="button button-small" onClick={() => onOpen({ theme: row })}>
                  {t("referent.themes")}
                  <span class="hidden"> {who}</span>
                </button>
              )}
              {(theirs || row.person_id === network.me) && (
                <button type="button" class="button button-small" onClick={() => done(network.askNow(row.referent_id, { tag: "referent.retire" }))}>
                  {t("referent.retire")}
                  <span class="hidden"> {who}</span>
                </button>
              )}
              {facilitates && network.store.row("rights", row.person_id) === null && !network.store.isErased(row.person_id) && <Erase network={network} person={row.person_id} who={who} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The file that an address book takes: who speaks for a member, with what each agreed to show. */
function Cards({ network, of, who }: { readonly network: LiveNetwork; readonly of: string; readonly who: string }) {
  return (
    <a class="button button-small" href={`/api/networks/${network.card.network_id}/contacts.vcf?${of}`} download>
      {t("directory.card")}
      <span class="hidden"> {who}</span>
    </a>
  );
}

/** Whoever has no account can ask for nothing on a screen: a facilitator erases them when they ask in some other way. */
function Erase({ network, person, who }: { readonly network: LiveNetwork; readonly person: Uuid; readonly who: string }) {
  const [sure, setSure] = useState(false);
  return (
    <>
      <button type="button" class="button button-small" onClick={() => setSure(true)}>
        {t("referent.erase")}
        <span class="hidden"> {who}</span>
      </button>
      {sure && (
        <Dialog title={t("referent.erase_title", { who })} onClose={() => setSure(false)}>
          <div class="dialog-body">
            <p>{t("referent.erase_sure")}</p>
            <footer class="dialog-foot">
              <button type="button" class="button" onClick={() => setSure(false)}>
                {t("do.cancel")}
              </button>
              <button
                type="button"
                class="button button-main"
                onClick={() => {
                  setSure(false);
                  done(ask("DELETE", `/networks/${network.card.network_id}/people/${person}`));
                }}
              >
                {t("referent.erase")}
              </button>
            </footer>
          </div>
        </Dialog>
      )}
    </>
  );
}

function Skills({ network, one, theirs, facilitates, writes, onOpen }: PartProps & { readonly writes: boolean }) {
  const id = useId();
  const rights = network.store.row("rights", network.me);
  const acts = rights?.roles.some(({ authority_id }) => authority_id === one.member.authority_id) === true;
  return (
    <section class="part" aria-labelledby={id}>
      <div class="plan-title">
        <h2 id={id}>{t("directory.skills")}</h2>
        {theirs && <Do icon="plus" label={t("skill.declare")} onClick={() => onOpen("skill")} />}
      </div>
      {one.skills.length === 0 && <p class="quiet">{t("skill.none")}</p>}
      <ul class="rows">
        {one.skills.map((skill) => {
          const own = skill.person_id === network.me || (skill.person_id === null && acts);
          return (
            <li key={skill.skill_id}>
              <div>
                <p>
                  <strong>{skill.name}</strong> {skill.person_id !== null && <span class="quiet">{nameOf(network.store, skill.person_id)}</span>}
                </p>
                {skill.evidence !== null && <p>{skill.evidence}</p>}
                {skill.action_id !== null && <Shown network={network} action={skill.action_id} />}
                {skill.endorsements.map((one_) => (
                  <p key={one_.by} class="quiet">
                    {t("skill.endorsed_by", { who: nameOf(network.store, one_.by), evidence: one_.evidence ?? t("skill.an_action") })}
                  </p>
                ))}
              </div>
              {writes && !own && (
                <button type="button" class="button button-small" onClick={() => onOpen({ endorse: skill })}>
                  {t("skill.endorse")}
                  <span class="hidden"> {skill.name}</span>
                </button>
              )}
              {(own || facilitates) && (
                <button type="button" class="button button-small" onClick={() => done(network.askNow(skill.skill_id, { tag: "skill.withdraw" }))}>
                  {t("skill.withdraw")}
                  <span class="hidden"> {skill.name}</span>
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The action that shows a skill, by its title; nothing where it is kept from this person. */
function Shown({ network, action }: { readonly network: LiveNetwork; readonly action: Uuid }) {
  const [card, setCard] = useState<{ readonly title: string; readonly plan_id: Uuid } | null>(null);
  useEffect(() => {
    ask<{ readonly title: string; readonly plan_id: Uuid }>("GET", `/networks/${network.card.network_id}/actions/${action}`)
      .then(setCard)
      .catch(() => setCard(null));
  }, [network, action]);
  return card === null ? null : (
    <p>
      <a href={paths.action(network.card.network_id, card.plan_id, action)}>{card.title}</a>
    </p>
  );
}

interface Beyond {
  readonly similar: readonly Similar[];
  readonly plans: readonly LedPlan[];
}

/** What is told of a member beside the rows: asked for anew whenever the directory or the plans change. */
function useBeyond(network: LiveNetwork, live: LiveNetwork, authority: Uuid, at: string | null): Beyond {
  const [told, setTold] = useState<Beyond>({ similar: [], plans: [] });
  const entries = network.store.all("directory");
  const skills = network.store.all("skill_list");
  const plans = live.store.all("plan_list");
  useEffect(() => {
    let stale = false;
    const head = network.connection.head.peek();
    const fresh = at !== null ? `?at=${encodeURIComponent(at)}` : head === null ? "" : `?after=${head.epoch}.${head.pos}`;
    ask<Told>("GET", `/networks/${network.card.network_id}/directory/${authority}${fresh}`)
      .then((page) => {
        if (!stale) {
          setTold(page);
        }
      })
      .catch(() => undefined); // what is suggested may wait; everything else on the page is there
    return () => {
      stale = true;
    };
  }, [network, authority, entries, skills, plans, at]);
  return told;
}

/** What the member leads. */
function Plans({ network, plans }: { readonly network: LiveNetwork; readonly plans: readonly LedPlan[] }) {
  const id = useId();
  return plans.length === 0 ? null : (
    <section class="part" aria-labelledby={id}>
      <h2 id={id}>{t("directory.plans")}</h2>
      <ul class="rows">
        {plans.map(({ plan_id, title, axes }) => (
          <li key={plan_id}>
            <div>
              <a href={atSameMoment(paths.plan(network.card.network_id, plan_id))}>{title}</a>
              {axes.length > 0 && <p class="quiet">{t("field.value", { field: t("directory.axes"), value: axes.join(" · ") })}</p>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The members like this one. */
function Alike({ network, one, at, found }: { readonly network: LiveNetwork; readonly one: Listed; readonly at: string | null; readonly found: readonly Similar[] }) {
  const id = useId();
  const { store } = network;
  const traits = found.flatMap(({ shared }) => shared).flatMap(({ reason, words }) => (reason === "trait" && words !== null ? [words] : []));
  const sharing = found.filter(({ shared }) => shared.some(({ reason, words }) => reason === "trait" && words === traits[0])).map(({ authority_id }) => authority_id);
  return (
    <section class="part" aria-labelledby={id}>
      <h2 id={id}>{t("directory.similar")}</h2>
      {traits.length > 0 && at === null && (
        <p>
          <a href={`${paths.groups(network.card.network_id)}?theme=${encodeURIComponent(traits[0] ?? "")}&with=${[one.member.authority_id, ...sharing].join(",")}`}>{t("group.open_on")}</a>
        </p>
      )}
      {found.length === 0 && <p class="quiet">{t("directory.similar_none")}</p>}
      <ul class="rows similar">
        {found.map(({ authority_id, shared }) => (
          <li key={authority_id}>
            <p>
              <a href={paths.authority(network.card.network_id, authority_id)}>{store.row("member_list", authority_id)?.name ?? ""}</a>{" "}
              <span class="quiet">
                {shared.map(({ reason, words }) => t(`similar.${reason}` as Key, { words: reason === "initiative" ? (lookup(`initiative.${words}`) ?? "") : (words ?? "") })).join(" · ")}
              </span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

// --- What is asked in dialogues: the text stays until it is taken ----------------------------------------------------

interface Asked {
  readonly stream: Uuid;
  readonly command: Command;
  readonly reason?: string;
}

const EMPTY = { name: "", function: "", mandate: "", contact_email: "", contact_phone: "" };

interface FormProps {
  readonly network: LiveNetwork;
  readonly title: string;
  readonly does: string;
  readonly onClose: () => void;
  /** What is asked, or what is wrong with what was written; it may need an answer of its own first. */
  readonly asked: () => Asked | string | Promise<Asked>;
  readonly children: ComponentChildren;
}

function Form({ network, title, does, onClose, asked, children }: FormProps) {
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          const wish = asked();
          if (typeof wish === "string") {
            setWrong(wish);
          } else if (!busy) {
            setBusy(true);
            Promise.resolve(wish)
              .then(({ stream, command, reason }) => network.askNow(stream, command, reason))
              .then(() => {
                notify("done", t("directory.done"));
                onClose();
              })
              .catch((problem: unknown) => {
                setBusy(false);
                setWrong(explain(problem));
              });
          }
        }}
      >
        {children}
        <div role="alert">{wrong !== null && <p class="wrong">{wrong}</p>}</div>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t("do.cancel")}
          </button>
          <button type="submit" class="button button-main" aria-disabled={busy}>
            {does}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function Step({ network, one, onClose }: { readonly network: LiveNetwork; readonly one: Listed; readonly onClose: () => void }) {
  const id = useId();
  const [was] = useState(engagementOf(one));
  const at = ENGAGEMENTS.indexOf(was);
  const steps = ENGAGEMENTS.filter((_, index) => index === at + 1 || index < at);
  const [to, setTo] = useState(steps[steps.length - 1] ?? was);
  const [on, setOn] = useState(today());
  const [why, setWhy] = useState("");
  return (
    <Form
      network={network}
      title={t("directory.step")}
      does={t("directory.record")}
      onClose={onClose}
      asked={() =>
        why.trim() === "" || on === ""
          ? t("directory.step_incomplete")
          : { stream: one.member.authority_id, command: { tag: ENGAGEMENTS.indexOf(to) > at ? "authority.advance" : "authority.step_back", engagement: { was, to }, on }, reason: why.trim() }
      }
    >
      <p>{t("directory.now", { stage: lookup(`engagement.${was}`) ?? was })}</p>
      <label for={`${id}to`}>{t("field.engagement")}</label>
      <select id={`${id}to`} class="control" value={to} onChange={(event) => setTo(event.currentTarget.value as typeof to)}>
        {steps.map((stage) => (
          <option key={stage} value={stage}>
            {lookup(`engagement.${stage}`)}
          </option>
        ))}
      </select>
      <label for={`${id}on`}>{t("directory.on")}</label>
      <input id={`${id}on`} class="control" type="date" value={on} onInput={(event) => setOn(event.currentTarget.value)} />
      <label for={`${id}why`}>{t("directory.why")}</label>
      <input id={`${id}why`} class="control" autocomplete="off" value={why} onInput={(event) => setWhy(event.currentTarget.value)} />
    </Form>
  );
}

function NameReferent({ network, member, onClose }: { readonly network: LiveNetwork; readonly member: MemberList; readonly onClose: () => void }) {
  const id = useId();
  const people = [...network.store.people()].sort((a, b) => byName(a.name, b.name));
  const [person, setPerson] = useState("");
  const [capacity, setCapacity] = useState<ReferentCapacity>("elected");
  const [other, setOther] = useState(EMPTY);
  const [agreed, setAgreed] = useState(false);
  const authority = member.authority_id;
  const named = (who: Uuid): Asked => ({ stream: referentId(network.card.network_id, authority, who), command: { tag: "referent.name", person: who, authority, capacity } });
  const introduce = async (): Promise<Asked> => {
    const told = Object.fromEntries(Object.entries(other).filter(([, text]) => text.trim() !== ""));
    const { person_id } = await ask<IntroducedPerson>("POST", `/networks/${network.card.network_id}/people`, { authority, agreed, ...told });
    setPerson(person_id); // known from here on: should naming them be refused, nobody is introduced twice
    setOther(EMPTY);
    return named(person_id);
  };
  return (
    <Form
      network={network}
      title={t("referent.name")}
      does={t("referent.do")}
      onClose={onClose}
      asked={() => (other.name.trim() !== "" ? introduce() : person === "" ? t("referent.choose") : named(person))}
    >
      <label for={`${id}who`}>{t("referent.who")}</label>
      <select id={`${id}who`} class="control" value={person} onChange={(event) => setPerson(event.currentTarget.value)}>
        <option value="">{t("referent.choose")}</option>
        {people.map((one) => (
          <option key={one.person_id} value={one.person_id}>
            {one.function === null ? one.name : `${one.name} (${one.function})`}
          </option>
        ))}
      </select>
      <fieldset class="set">
        <legend>{t("referent.as")}</legend>
        {(["elected", "officer"] as const).map((one) => (
          <label key={one}>
            <input type="radio" name={`${id}as`} checked={capacity === one} onChange={() => setCapacity(one)} /> {lookup(`capacity.${one}`)}
          </label>
        ))}
      </fieldset>
      <details>
        <summary>{t("referent.no_account")}</summary>
        <p class="hint">{t("referent.no_account_hint")}</p>
        {(["name", "function", "mandate", "contact_email", "contact_phone"] as const).map((field) => (
          <p key={field}>
            <label for={`${id}${field}`}>{t(`referent.their_${field}`)}</label>
            <input id={`${id}${field}`} class="control" autocomplete="off" value={other[field]} onInput={(event) => setOther({ ...other, [field]: event.currentTarget.value })} />
          </p>
        ))}
        <label>
          <input type="checkbox" checked={agreed} onChange={(event) => setAgreed(event.currentTarget.checked)} /> {t("referent.agreed")}
        </label>
      </details>
    </Form>
  );
}

interface EvidenceProps {
  readonly network: LiveNetwork;
  readonly title: string;
  readonly named?: boolean;
  readonly onClose: () => void;
  readonly command: (told: { readonly name: string; readonly evidence: string | null; readonly action?: Uuid }) => Asked;
}

function Evidence({ network, title, named = false, onClose, command }: EvidenceProps) {
  const id = useId();
  const [name, setName] = useState("");
  const [evidence, setEvidence] = useState("");
  const [plan, setPlan] = useState("");
  const [action, setAction] = useState("");
  const { store, connection } = network;
  useEffect(() => (plan === "" ? undefined : connection.follow(`plan:${plan}`)), [connection, plan]); // its actions are here once somebody asks
  const plans = store.all("plan_list").filter(({ withdrawn }) => !withdrawn);
  const actions = store.all("plan_board").filter(({ plan_id, withdrawn }) => plan_id === plan && !withdrawn);
  return (
    <Form
      network={network}
      title={title}
      does={t("directory.record")}
      onClose={onClose}
      asked={() => ((named && name.trim() === "") || (evidence.trim() === "" && action === "") ? t("skill.incomplete") : command({ name: name.trim(), evidence: evidence.trim() || null, ...(action === "" ? {} : { action }) }))}
    >
      {named && (
        <>
          <label for={`${id}name`}>{t("skill.what")}</label>
          <input id={`${id}name`} class="control" autocomplete="off" maxLength={60} value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </>
      )}
      <label for={`${id}evidence`}>{t("skill.evidence")}</label>
      <textarea id={`${id}evidence`} class="control" rows={3} value={evidence} onInput={(event) => setEvidence(event.currentTarget.value)} />
      {plans.length > 0 && <Choice label={t("skill.plan")} value={plan} onValue={(value) => { setPlan(value); setAction(""); }} none={t("value.none")} options={plans.map(({ plan_id, title: one }) => [plan_id, one])} />}
      {plan !== "" && <Choice label={t("skill.action")} value={action} onValue={setAction} none={t("value.none")} options={actions.map(({ action_id, title: one }) => [action_id, one])} />}
    </Form>
  );
}

function Theme({ network, referent, onClose }: { readonly network: LiveNetwork; readonly referent: ReferentList; readonly onClose: () => void }) {
  const id = useId();
  const [theme, setTheme] = useState("");
  const stands = network.store.row("referent_list", referent.referent_id)?.ambassador_of ?? [];
  return (
    <Form
      network={network}
      title={t("referent.themes_of", { who: nameOf(network.store, referent.person_id) })}
      does={t("referent.appoint")}
      onClose={onClose}
      asked={() => (theme.trim() === "" ? t("wrong.empty") : { stream: referent.referent_id, command: { tag: "referent.appoint_ambassador", theme: theme.trim() } })}
    >
      <ul class="rows">
        {stands.map((one) => (
          <li key={one}>
            {one}
            <button type="button" class="button button-small" onClick={() => done(network.askNow(referent.referent_id, { tag: "referent.end_ambassador", theme: one }))}>
              {t("referent.end")}
              <span class="hidden"> {one}</span>
            </button>
          </li>
        ))}
      </ul>
      <label for={`${id}theme`}>{t("referent.theme")}</label>
      <input id={`${id}theme`} class="control" autocomplete="off" maxLength={60} value={theme} onInput={(event) => setTheme(event.currentTarget.value)} />
    </Form>
  );
}

function done(work: Promise<unknown>): void {
  work.then(() => notify("done", t("directory.done"))).catch((problem: unknown) => notify("problem", explain(problem)));
}
