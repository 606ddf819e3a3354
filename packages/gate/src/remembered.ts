/**
 * Remembers what a pure function made of an object that nobody changes, for as long as the object lives. For values that a
 * million outputs share, such as the hash of their policy.
 */
export function remembered<Key extends object, Value>(of: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, Value>();
  return (key) => {
    const value = known.has(key) ? known.get(key)! : of(key);
    known.set(key, value);
    return value;
  };
}
