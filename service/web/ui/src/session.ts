/** Who is signed in, and the networks they belong to. */

import { signal } from "@preact/signals";
import { ask, Refusal } from "./api.ts";
import type { Departure, NetworkCard, Session, Ways } from "./types.ts";

export type Standing = "unknown" | "signed_in" | "signed_out" | "unreachable";

export const standing = signal<Standing>("unknown");
export const person = signal<Session | null>(null);
export const networks = signal<readonly NetworkCard[] | null>(null);
/** The session ended while the app was open: what was typed is kept, and the person is asked to sign in again. */
export const ended = signal(false);

/** While somebody signs out: the service ends what is live before it answers, and nobody needs to ask why. */
let leaving = false;

/** Ask the service who we are. A service that cannot be reached says nothing about it. */
export async function checkSession(): Promise<void> {
  if (leaving) {
    return;
  }
  try {
    const found = await ask<Session>("GET", "/session");
    // Someone else signed in from another tab: what this page shows is not theirs.
    if (person.peek() !== null && person.peek()?.person_id !== found.person_id) {
      location.reload();
      return;
    }
    person.value = found;
    ended.value = false;
    standing.value = "signed_in";
  } catch (failure) {
    if (failure instanceof Refusal && failure.problem.status === 401) {
      if (person.peek() === null) {
        standing.value = "signed_out";
      } else {
        ended.value = true;
      }
    } else if (person.peek() === null) {
      standing.value = "unreachable";
    }
  }
}

export async function loadNetworks(): Promise<void> {
  networks.value = await ask<readonly NetworkCard[]>("GET", "/networks");
}

/** How one can sign in here; null until the service said so. */
export const ways = signal<Ways | null>(null);

export async function findWays(): Promise<void> {
  ways.value = await ask<Ways>("GET", "/sign-in");
}

/** Redeem a one-time link. */
export async function signIn(token: string): Promise<void> {
  enter(await ask<Session>("POST", "/session", { token }));
}

export async function signInWithPassword(email: string, password: string): Promise<void> {
  enter(await ask<Session>("POST", "/session/password", { email, password }));
}

/** Have a link mailed. The service answers alike whether it knows the address or not. */
export async function askForLink(email: string): Promise<void> {
  await ask<undefined>("POST", "/sign-in-links", { email });
}

/** Off to an identity provider; it sends the browser back. */
export async function depart(provider: string): Promise<void> {
  const { address } = await ask<Departure>("POST", `/sign-in/${provider}`);
  if (address !== null) {
    location.assign(address);
  }
}

function enter(session: Session): void {
  if (person.peek() !== null && person.peek()?.person_id !== session.person_id) {
    location.assign("/");
    return;
  }
  person.value = session;
  ended.value = false;
  standing.value = "signed_in";
  networks.value = null;
}

export async function signOut(): Promise<void> {
  // Asked first, since afterwards nobody is there to ask; what does not answer keeps nobody signed in.
  const { address } = await ask<Departure>("GET", "/session/exit").catch(() => ({ address: null }));
  leaving = true;
  try {
    await ask<undefined>("DELETE", "/session");
    forgetSession();
  } finally {
    leaving = false;
  }
  if (address !== null) {
    location.assign(address);
  }
}

/** The session ended, by the person's own wish. */
export function forgetSession(): void {
  person.value = null;
  networks.value = null;
  standing.value = "signed_out";
}
