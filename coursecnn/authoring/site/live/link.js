// The page that a lab's link opens: it runs one line of code, and the link may come from anybody. So it runs by itself only
// what makes one lab of plain values; any other code waits for the reader, who can see it.
const LAB = /^from coursecnn\.labs import (\w+)\n\1\((?:\w+=(?:'[^'\\\n]*'|[-+\d.e, ()[\]]|True|False|None)*)*\)$/;
const given = new URLSearchParams(location.search);
if (!given.getAll("code").every((code) => LAB.test(code)) && given.get("execute") !== "0") {
    given.set("execute", "0");
    history.replaceState(null, "", `?${given}`);
}
