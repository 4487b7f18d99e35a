/** People who are here: initials in a circle, the name for everyone who asks. */

import { useState } from "preact/hooks";
import { initials } from "../format.ts";
import { t } from "../i18n.ts";
import type { Present } from "../live/presence.ts";
import type { Store } from "../live/store.ts";
import type { Uuid } from "../types.ts";

const COLOURS = 6;

/** The same person has the same colour on every screen. */
function colourOf(person: Uuid): number {
  let sum = 0;
  for (const letter of person) {
    sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  }
  return sum % COLOURS;
}

export function nameOf(store: Store, person: Uuid): string {
  return store.nameOf(person)?.name ?? t("person.unknown");
}

interface AvatarProps {
  readonly person: Uuid;
  readonly name: string;
  /** The address of their photo, where they show one. */
  readonly photo?: string | null;
}

export function Avatar({ person, name, photo = null }: AvatarProps) {
  const [gone, setGone] = useState<string | null>(null); // taken back a moment ago
  if (photo !== null && photo !== gone) {
    return <img class="avatar" src={photo} alt={t("person.photo", { name })} onError={() => setGone(photo)} />;
  }
  return (
    <span class={`avatar avatar-${colourOf(person)}`} title={name}>
      <span aria-hidden="true">{initials(name)}</span>
      <span class="hidden">{name}</span>
    </span>
  );
}

/** Each person once, whatever the number of their tabs. */
export function distinct(present: readonly Present[]): readonly Uuid[] {
  return [...new Set(present.map(({ person_id }) => person_id))];
}

export function Avatars({ people, store, label }: { readonly people: readonly Uuid[]; readonly store: Store; readonly label: string }) {
  if (people.length === 0) {
    return null;
  }
  return (
    <ul class="avatars" aria-label={label}>
      {people.slice(0, 6).map((person) => (
        <li key={person}>
          <Avatar person={person} name={nameOf(store, person)} />
        </li>
      ))}
      {people.length > 6 && <li class="avatar-more">+{people.length - 6}</li>}
    </ul>
  );
}
