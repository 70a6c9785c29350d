import { expect, test } from "vitest";
import { webhookAddress } from "./webhookAddress.ts";

const rules = { allow: "public", ownHost: "steepest.org" } as const;
const refuses = (written: string, allow: "public" | "any" | "off" = "public") => {
  try {
    webhookAddress(written, { ...rules, allow });
    return false;
  } catch {
    return true;
  }
};

test("public https addresses are called", () => {
  for (const url of [
    "https://hooks.ada.org/steepest?key=1",
    "https://ada.org:8443/",
    "https://1.1.1.1/",
    "https://172.32.0.1/",
    "https://[2606:4700:4700::1111]/",
    "https://[64:ff9b::101:101]/",
    "https://localhost.ada.org/",
    "https://xn--bcher-kva.de/x",
  ]) {
    expect(refuses(url), url).toBe(false);
  }
});

test("whatever leads into a network of one's own is refused, however it is written", () => {
  for (const host of [
    ...["127.0.0.1", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "0", "0.0.0.0", "127.0.0.1."],
    ...["10.0.0.1", "172.16.3.4", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1"],
    ...["192.0.0.8", "198.18.0.1", "203.0.113.7", "224.0.0.1", "255.255.255.255", "１２７.0.0.1"],
    ...["[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[fe80::1]", "[fc00::1]", "[fd12::1]"],
    ...[
      "[ff02::1]",
      "[64:ff9b::7f00:1]",
      "[64:ff9b:1::a00:1]",
      "[2002:7f00:1::]",
      "[2001:0:1::1]",
      "[2001:db8::1]",
    ],
    ...[
      "localhost",
      "LOCALHOST",
      "localhost.",
      "a.localhost",
      "router",
      "nas.local",
      "db.internal",
      "x.home.arpa",
    ],
    ...[
      "metadata.google.internal",
      "metadata.goog",
      "kubernetes.default.svc",
      "vault.service.consul",
      "intranet.corp",
      "printer.lan",
      "ⓛocalhost",
    ],
  ]) {
    expect(refuses(`https://${host}/`), host).toBe(true);
  }
});

test("other schemes, credentials, low ports, the platform itself and what is no address are refused", () => {
  for (const url of [
    "http://ada.org/",
    "ftp://ada.org/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/plain,x",
    "https://user:secret@ada.org/",
    "https://user@ada.org/",
    "https://ada.org:22/",
    "https://ada.org:25/",
    "https://steepest.org/v1/voids",
    "ada.org",
    "//ada.org/",
    "https://",
    "",
  ]) {
    expect(refuses(url), url).toBe(true);
  }
});

test("on one's own machine http and private addresses are called; where webhooks are off, none is", () => {
  expect(refuses("http://127.0.0.1:9000/hook", "any")).toBe(false);
  expect(refuses("file:///etc/passwd", "any")).toBe(true);
  expect(refuses("http://a:b@127.0.0.1/", "any")).toBe(true);
  expect(refuses("https://hooks.ada.org/", "off")).toBe(true);
});
