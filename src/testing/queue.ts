/** Things to be used in order, each a number of times. */
export interface Queue<Item> {
  /** Adds an item at the end; throws if the number is none. */
  readonly add: (item: Item, times: number) => void;
  /** Takes the first item that fits, once. */
  readonly take: (fits: (item: Item) => boolean) => Item | undefined;
  /** Forgets all items. */
  readonly clear: () => void;
}

/** Makes an empty queue. */
export function createQueue<Item>(): Queue<Item> {
  let entries: Array<{ readonly item: Item; left: number }> = [];
  return {
    add(item, times) {
      if (!(typeof times === "number" && times >= 0)) {
        throw new TypeError("Cannot queue it: its times is no number from 0 up");
      }
      if (times > 0) entries.push({ item, left: times });
    },
    take(fits) {
      const entry = entries.find(({ item }) => fits(item));
      if (entry === undefined) return undefined;
      entry.left--;
      if (entry.left <= 0) entries = entries.filter((other) => other !== entry);
      return entry.item;
    },
    clear() {
      entries = [];
    },
  };
}
