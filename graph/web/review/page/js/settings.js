// What this browser keeps of the reader's settings: language and colours.

const key = (name) => `deedgraph-review-${name}`;

export function readSetting(name) {
  try {
    return localStorage.getItem(key(name));
  } catch {
    return null;
  }
}

export function writeSetting(name, value) {
  try {
    localStorage.setItem(key(name), value);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}
