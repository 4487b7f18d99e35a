/** What a person chose on this computer, and finds again: columns, views. */

export function keptIn(name: string): unknown {
  try {
    const text = localStorage.getItem(name);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

export function keep(name: string, value: unknown): void {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
