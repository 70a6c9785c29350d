import {
  type CreateSignInLink,
  type Device,
  type DeviceRequested,
  deviceRequestedSchema,
  deviceSchema,
  type Me,
  meSchema,
  type RequestDevice,
  type SignInLink,
  type SignInWays,
  signInLinkSchema,
  signInWaysSchema,
} from "./accounts.ts";
import {
  type NotificationSettings,
  notificationSettingsSchema,
  type SetNotifications,
} from "./notifications.ts";
import { type QuotaView, quotaViewSchema, type SetQuota } from "./quotas.ts";
import { type Ledger, ledgerSchema } from "./quotes.ts";
import { type CreatedToken, createdTokenSchema } from "./tokens.ts";
import { at, type Transport } from "./transport.ts";

/** The client's part about people: who they are, and how they come in. */
export interface AccountClient {
  signInWays(): Promise<SignInWays>;
  me(): Promise<Me>;
  chooseHandle(handle: string): Promise<Me>;
  /** Deletes what is known of the person who is signed in. */
  deleteMe(): Promise<void>;
  /** How one is told of what happens to one's entries, and what became of the latest notifications. */
  notifications(): Promise<NotificationSettings>;
  /** What is left out stays. */
  setNotifications(set: SetNotifications): Promise<NotificationSettings>;
  /** Sends a test by each way that is set. */
  testNotifications(): Promise<void>;
  /** What one's entries have cost. */
  ledger(): Promise<Ledger>;
  requestDevice(device: RequestDevice): Promise<DeviceRequested>;
  /** Null as long as nobody has let it in. */
  deviceToken(deviceCode: string): Promise<CreatedToken | null>;
  device(userCode: string): Promise<Device>;
  approveDevice(userCode: string): Promise<void>;
  denyDevice(userCode: string): Promise<void>;
  createSignInLink(link: CreateSignInLink): Promise<SignInLink>;
  transferSubmission(name: string, owner: string): Promise<void>;
  /** What a user may have and has: one's own, of an admin anybody's. */
  quota(user: string): Promise<QuotaView>;
  /** For operators: what is left out is as for everybody. */
  setQuota(user: string, quota: SetQuota): Promise<QuotaView>;
}

export const createAccountClient = ({ request, call, read }: Transport): AccountClient => ({
  signInWays: () => call(signInWaysSchema, "GET", "/sign-in"),
  me: () => call(meSchema, "GET", "/me"),
  chooseHandle: (handle) => call(meSchema, "POST", "/me/handle", { handle }),
  async deleteMe() {
    await request("DELETE", "/me");
  },
  ledger: () => call(ledgerSchema, "GET", "/me/ledger"),
  notifications: () => call(notificationSettingsSchema, "GET", "/me/notifications"),
  setNotifications: (set) => call(notificationSettingsSchema, "POST", "/me/notifications", set),
  async testNotifications() {
    await request("POST", "/me/notifications/test");
  },
  requestDevice: (device) => call(deviceRequestedSchema, "POST", "/devices", device),
  async deviceToken(deviceCode) {
    const response = await request("POST", "/devices/token", { deviceCode });
    return response.status === 202 ? null : read(createdTokenSchema, response, "/devices/token");
  },
  device: (userCode) => call(deviceSchema, "GET", at`/devices/${userCode}`),
  async approveDevice(userCode) {
    await request("POST", at`/devices/${userCode}/approve`);
  },
  async denyDevice(userCode) {
    await request("POST", at`/devices/${userCode}/deny`);
  },
  createSignInLink: (link) => call(signInLinkSchema, "POST", "/sign-in-links", link),
  async transferSubmission(name, owner) {
    await request("POST", at`/submissions/${name}/owner`, { owner });
  },
  quota: (user) => call(quotaViewSchema, "GET", at`/users/${user}/quota`),
  setQuota: (user, quota) => call(quotaViewSchema, "POST", at`/users/${user}/quota`, quota),
});
