/** A small renderer: views say what the page should be, it changes only what differs, so focus, scroll and video survive. */
export interface VNode {
  readonly tag: string;
  readonly props: Props;
  readonly kids: VNode[];
  readonly text: string;
  el?: Element | Text;
}

export type Kid = VNode | string | number | null | undefined | false | readonly Kid[];

export interface Props {
  key?: string;
  style?: Record<string, string>;
  /** Called with the element after each change of it. */
  use?: (el: never) => void;
  [name: string]: unknown;
}

const svgTags = new Set(['svg', 'use', 'path', 'g', 'circle', 'rect']);
const properties = new Set(['value', 'checked', 'disabled', 'hidden', 'muted', 'indeterminate']);

export function h(tag: string, props: Props | null, ...kids: Kid[]): VNode {
  return { tag, props: props ?? {}, kids: flatten(kids, []), text: '' };
}

const uses: (() => void)[] = [];
const shown = new WeakMap<Element, VNode[]>();

export function render(root: Element, ...kids: Kid[]): void {
  const next = flatten(kids, []);
  patchKids(root, shown.get(root) ?? [], next);
  shown.set(root, next);
  // "use" may measure and focus, so it runs when everything is in its place.
  for (const use of uses.splice(0)) use();
}

function flatten(kids: readonly Kid[], into: VNode[]): VNode[] {
  for (const kid of kids) {
    if (kid === null || kid === undefined || kid === false) continue;
    if (Array.isArray(kid)) flatten(kid as readonly Kid[], into);
    else if (typeof kid === 'object') into.push(kid as VNode);
    else into.push({ tag: '#', props: {}, kids: [], text: String(kid) });
  }
  return into;
}

function patchKids(parent: Element, before: readonly VNode[], after: readonly VNode[]): void {
  const old = new Map<string, VNode>();
  keyed(before, (key, node) => old.set(key, node));
  let cursor: ChildNode | null = parent.firstChild;
  keyed(after, (key, node) => {
    const was = old.get(key);
    if (was) old.delete(key);
    const el = was?.el ? update(was, node) : create(node);
    node.el = el;
    if (el === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(el, cursor);
    const use = node.props.use as ((el: Element) => void) | undefined;
    if (use && el instanceof Element) uses.push(() => use(el));
  });
  for (const node of old.values()) node.el?.remove();
}

function keyed(nodes: readonly VNode[], each: (key: string, node: VNode) => void): void {
  const counts = new Map<string, number>();
  for (const node of nodes) {
    if (node.props.key !== undefined) {
      each(`${node.tag}=${node.props.key}`, node);
      continue;
    }
    const n = counts.get(node.tag) ?? 0;
    counts.set(node.tag, n + 1);
    each(`${node.tag}#${n}`, node);
  }
}

function create(node: VNode): Element | Text {
  if (node.tag === '#') return document.createTextNode(node.text);
  const el = svgTags.has(node.tag) ? document.createElementNS('http://www.w3.org/2000/svg', node.tag) : document.createElement(node.tag);
  setProps(el, {}, node.props, false);
  patchKids(el, [], node.kids);
  setProps(el, {}, node.props, true);
  return el;
}

function update(was: VNode, node: VNode): Element | Text {
  const el = was.el as Element | Text;
  if (el instanceof Text) {
    if (was.text !== node.text) el.data = node.text;
    return el;
  }
  setProps(el, was.props, node.props, false);
  patchKids(el, was.kids, node.kids);
  setProps(el, was.props, node.props, true);
  return el;
}

/** Properties such as a select's value can only be set once its children are there: `late`. */
function setProps(el: Element, before: Props, after: Props, late: boolean): void {
  for (const name of Object.keys({ ...before, ...after })) {
    if (name === 'key' || name === 'use' || properties.has(name) !== late) continue;
    const value = after[name];
    if (properties.has(name)) setProperty(el, name, value);
    else if (name === 'style') setStyle(el as HTMLElement, before.style ?? {}, after.style ?? {});
    else if (name.startsWith('on')) (el as unknown as Record<string, unknown>)[name] = value ?? null;
    else if (before[name] !== value) setAttribute(el, name, value);
  }
}

function setProperty(el: Element, name: string, value: unknown): void {
  const target = el as unknown as Record<string, unknown>;
  const wanted = value ?? (name === 'value' ? '' : false);
  if (target[name] !== wanted) target[name] = wanted;
}

function setAttribute(el: Element, name: string, value: unknown): void {
  if (value === null || value === undefined || value === false) el.removeAttribute(name);
  else el.setAttribute(name, value === true ? '' : String(value));
}

function setStyle(el: HTMLElement, before: Record<string, string>, after: Record<string, string>): void {
  for (const name of Object.keys(before)) if (!(name in after)) el.style.removeProperty(name);
  for (const [name, value] of Object.entries(after)) if (before[name] !== value) el.style.setProperty(name, value);
}

const done = new WeakMap<Element, Set<string>>();

/** Runs something once per element, such as focusing it when it appears. */
export function once<E extends Element>(name: string, action: (el: E) => void): (el: E) => void {
  return el => {
    const names = done.get(el) ?? new Set<string>();
    if (names.has(name)) return;
    done.set(el, names.add(name));
    action(el);
  };
}
