/** What a form can say: texts, lists and nested things. */
type FormValue = string | FormValue[] | FormObject;
export interface FormObject {
  [key: string]: FormValue;
}

const MAX_DEPTH = 8;

/** `a=1&card[number]=42&expand[]=x&items[0][id]=y` as the provider reads it. */
export function parseForm(text: string): FormObject {
  const root: FormObject = emptyObject();
  for (const [name, value] of new URLSearchParams(text)) put(root, pathOf(name), value);
  return listsIn(root) as FormObject;
}

function emptyObject(): FormObject {
  return Object.create(null) as FormObject;
}

function pathOf(name: string): string[] {
  const open = name.indexOf('[');
  if (open < 1 || !name.endsWith(']')) return [name];
  return [name.slice(0, open), ...name.slice(open + 1, -1).split('][')].slice(0, MAX_DEPTH);
}

function put(target: FormObject, path: readonly string[], value: string): void {
  let place = target;
  path.forEach((step, depth) => {
    const key = step === '' ? String(Object.keys(place).length) : step;
    if (depth === path.length - 1) {
      place[key] = value;
      return;
    }
    const next = place[key];
    if (typeof next === 'object' && !Array.isArray(next)) {
      place = next;
    } else {
      const made = emptyObject();
      place[key] = made;
      place = made;
    }
  });
}

/** Objects whose keys count 0, 1, 2 are lists. */
function listsIn(value: FormValue): FormValue {
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, listsIn(inner)] as const);
  const isList = entries.length > 0 && entries.every(([key], index) => key === String(index));
  if (isList) return entries.map(([, inner]) => inner);
  return Object.assign(emptyObject(), Object.fromEntries(entries));
}
