/** Editing what the directory says of an authority: each field is sent with what was seen when the dialogue opened. */

import { useId, useState } from "preact/hooks";
import { explain } from "../api.ts";
import { byName, degrees } from "../format.ts";
import { lookup, t } from "../i18n.ts";
import { excess, TEXT } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { notify } from "../notices.ts";
import { Dialog } from "../parts/Dialog.tsx";
import type { AuthorityEdit, Initiative, InitiativeStage, MapPoint } from "../types.ts";
import type { Listed } from "./Directory.tsx";

const INITIATIVES: readonly Initiative[] = ["agenda21", "climate_plan", "territorial_contract", "other"];
const STAGES: readonly InitiativeStage[] = ["reflection", "diagnosis", "strategy", "drafting", "implementation", "evaluation"];

interface Typed {
  readonly population: string;
  readonly traits: string;
  readonly needs: string;
  readonly body: string;
  readonly initiative: string;
  readonly initiative_stage: string;
  readonly particulars: string;
  readonly latitude: string;
  readonly longitude: string;
}

function seen({ entry }: Listed): Typed {
  return {
    population: entry?.population == null ? "" : String(entry.population),
    traits: (entry?.traits ?? []).join("\n"),
    needs: (entry?.needs ?? []).join("\n"),
    body: entry?.body_id ?? "",
    initiative: entry?.initiative ?? "",
    initiative_stage: entry?.initiative_stage ?? "",
    particulars: entry?.particulars ?? "",
    latitude: entry?.place == null ? "" : degrees(entry.place.latitude),
    longitude: entry?.place == null ? "" : degrees(entry.place.longitude),
  };
}

const lines = (text: string): readonly string[] => text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
const number = (text: string): number | null => (text.trim() === "" ? null : Number(text.replace(/[\s\u00a0\u202f]/g, "")));

/** What was typed in degrees, with a comma or a point: null where nothing is, undefined where it is nothing of the kind. */
function placed({ latitude, longitude }: Typed): MapPoint | null | undefined {
  if (latitude.trim() === "" && longitude.trim() === "") {
    return null;
  }
  const [north, east] = [latitude, longitude].map((text) => (/^\s*[-−]?\d{1,3}([.,]\d+)?\s*°?\s*$/u.test(text) ? Math.round(Number(text.replace("−", "-").replace(",", ".").replace("°", "")) * 1e5) : Number.NaN));
  const known = north !== undefined && east !== undefined && Math.abs(north) <= 90e5 && Math.abs(east) <= 180e5;
  return known ? { latitude: north, longitude: east } : undefined;
}

/** The wishes among what was typed; null where nothing changed. */
function wishes(was: Typed, to: Typed, seenAt: MapPoint | null): AuthorityEdit | null {
  const changed = (field: keyof Typed): boolean => was[field].trim() !== to[field].trim();
  const of = (field: "body" | "initiative" | "initiative_stage" | "particulars"): object =>
    changed(field) ? { [field]: { was: was[field] === "" ? null : was[field], to: to[field].trim() === "" ? null : to[field].trim() } } : {};
  const set = (field: "traits" | "needs"): object => {
    const [before, after] = [lines(was[field]), lines(to[field])];
    const add = after.filter((one) => !before.includes(one));
    const remove = before.filter((one) => !after.includes(one));
    return add.length + remove.length > 0 ? { [field]: { add, remove } } : {};
  };
  const edit = {
    ...(changed("population") ? { population: { was: number(was.population), to: number(to.population) } } : {}),
    ...set("traits"),
    ...set("needs"),
    ...of("body"),
    ...of("initiative"),
    ...of("initiative_stage"),
    ...of("particulars"),
    ...(changed("latitude") || changed("longitude") ? { place: { was: seenAt, to: placed(to) ?? null } } : {}),
  };
  return Object.keys(edit).length > 0 ? { tag: "authority.edit", ...edit } : null;
}

export function EditEntry({ network, one, onClose }: { readonly network: LiveNetwork; readonly one: Listed; readonly onClose: () => void }) {
  const id = useId();
  const [was] = useState(() => seen(one));
  const [wasAt] = useState(() => one.entry?.place ?? null);
  const [typed, setTyped] = useState(was);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const put = (field: keyof Typed) => (event: { readonly currentTarget: { readonly value: string } }): void => setTyped({ ...typed, [field]: event.currentTarget.value });
  const bodies = network.store
    .all("member_list")
    .filter(({ kind, left_at, authority_id }) => kind === "intermunicipal_body" && left_at === null && authority_id !== one.member.authority_id)
    .sort((a, b) => byName(a.name, b.name));
  const send = (): void => {
    const people = number(typed.population);
    const fault =
      people !== null && !(Number.isInteger(people) && people >= 0 && people <= 1e8)
        ? t("directory.wrong_number")
        : [...lines(typed.traits), ...lines(typed.needs)].some((line) => line.length > 60)
          ? t("directory.long_tag")
          : placed(typed) === undefined
            ? t("place.wrong")
            : excess(typed.particulars, TEXT);
    const command = wishes(was, typed, wasAt);
    setWrong(fault);
    if (fault !== null || busy) {
      return;
    }
    if (command === null) {
      onClose();
      return;
    }
    setBusy(true);
    network
      .askNow(one.member.authority_id, command)
      .then(({ conflicts }) => {
        notify(conflicts.length === 0 ? "done" : "problem", t(conflicts.length === 0 ? "directory.done" : "directory.met"));
        onClose();
      })
      .catch((problem: unknown) => {
        setBusy(false);
        setWrong(explain(problem));
      });
  };
  const choice = (field: "initiative" | "initiative_stage", values: readonly string[]) => (
    <>
      <label for={`${id}${field}`}>{t(`field.${field}`)}</label>
      <select id={`${id}${field}`} class="control" value={typed[field]} onChange={put(field)}>
        <option value="">{t("value.none")}</option>
        {values.map((value) => (
          <option key={value} value={value}>
            {lookup(`${field}.${value}`)}
          </option>
        ))}
      </select>
    </>
  );
  return (
    <Dialog title={t("directory.edit")} onClose={onClose} wide>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <label for={`${id}population`}>{t("field.population")}</label>
        <input id={`${id}population`} class="control" inputMode="numeric" autocomplete="off" value={typed.population} onInput={put("population")} />
        <label for={`${id}body`}>{t("field.body")}</label>
        <select id={`${id}body`} class="control" value={typed.body} onChange={put("body")}>
          <option value="">{t("value.none")}</option>
          {bodies.map((body) => (
            <option key={body.authority_id} value={body.authority_id}>
              {body.name}
            </option>
          ))}
        </select>
        {choice("initiative", INITIATIVES)}
        {choice("initiative_stage", STAGES)}
        <label for={`${id}traits`}>{t("field.traits")}</label>
        <textarea id={`${id}traits`} class="control" rows={3} value={typed.traits} aria-describedby={`${id}hint`} onInput={put("traits")} />
        <p id={`${id}hint`} class="hint">
          {t("directory.one_a_line")}
        </p>
        <label for={`${id}needs`}>{t("field.needs")}</label>
        <textarea id={`${id}needs`} class="control" rows={3} value={typed.needs} aria-describedby={`${id}hint`} onInput={put("needs")} />
        <label for={`${id}particulars`}>{t("field.particulars")}</label>
        <textarea id={`${id}particulars`} class="control" rows={4} value={typed.particulars} onInput={put("particulars")} />
        <fieldset class="place-fields">
          <legend>{t("place.title")}</legend>
          {(["latitude", "longitude"] as const).map((field) => (
            <div key={field}>
              <label for={`${id}${field}`}>{t(`place.${field}`)}</label>
              <input id={`${id}${field}`} class="control" autocomplete="off" maxLength={14} value={typed[field]} aria-describedby={`${id}place`} onInput={put(field)} />
            </div>
          ))}
          <p id={`${id}place`} class="hint">
            {t("place.hint")}
          </p>
        </fieldset>
        <div role="alert">{wrong !== null && <p class="wrong">{wrong}</p>}</div>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t("do.cancel")}
          </button>
          <button type="submit" class="button button-main" aria-disabled={busy}>
            {t("directory.record")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
