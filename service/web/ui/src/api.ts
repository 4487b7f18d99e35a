/** Asking the service over HTTP: JSON in, JSON out, and every refusal as a problem with a code and a sentence. */

import { language, t } from "./i18n.ts";
import type { Problem } from "./types.ts";

/** What the service refused, or why it could not be reached. */
export class Refusal extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

export type Method = "GET" | "POST" | "DELETE";

/** Once the signal says so, nobody waits for the answer any more, and the line is free for what is asked instead. */
export async function ask<A>(method: Method, path: string, body?: unknown, until?: AbortSignal): Promise<A> {
  const answer = await answerTo(method, path, body, until);
  return answer.status === 204 ? (undefined as A) : ((await answer.json().catch(() => null)) as A);
}

/** What is told line by line, as text: whoever verifies it needs the very bytes. */
export async function askLines(path: string): Promise<readonly string[]> {
  const told = await (await answerTo("GET", path)).text();
  return told.split("\n").filter((line) => line !== "");
}

/** What is answered as a file, with the name that it is to have; asked for with a body, or with its address alone. */
export async function askFile(path: string, body?: unknown): Promise<{ readonly name: string; readonly file: Blob }> {
  const answer = await answerTo(body === undefined ? "GET" : "POST", path, body);
  const name = /filename="([^"]+)"/u.exec(answer.headers.get("content-disposition") ?? "")?.[1] ?? "club21";
  return { name, file: await answer.blob() };
}

async function answerTo(method: Method, path: string, body?: unknown, until?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json", "accept-language": language.value };
  let payload: BodyInit | null = null;
  if (body instanceof FormData) {
    payload = body;
  } else if (body !== undefined) {
    headers["content-type"] = "application/json";
    payload = JSON.stringify(body);
  }
  let answer: Response;
  try {
    answer = await fetch(`/api${path}`, { method, headers, body: payload, credentials: "same-origin", signal: until ?? null });
  } catch {
    throw new Refusal({ title: "", status: 0, detail: t("failure.unreachable"), code: "unreachable" });
  }
  if (!answer.ok) {
    const said: unknown = await answer.json().catch(() => null);
    throw new Refusal(isProblem(said) ? said : { title: "", status: answer.status, detail: t("failure.unknown"), code: "unknown" });
  }
  return answer;
}

function isProblem(said: unknown): said is Problem {
  return typeof said === "object" && said !== null && "detail" in said && typeof said.detail === "string";
}

/** What is wrong and what to do next, in the service's words: they come in the language asked for. */
export function explain(failure: unknown): string {
  if (!(failure instanceof Refusal)) {
    return t("failure.unknown");
  }
  return [failure.problem.detail, failure.problem.next ?? ""].filter((part) => part !== "").join(" ");
}
