// A person with Element's own client library, whose keys go to signed devices alone
// (MSC4153): their first morning with Usher in an encrypted direct chat. Each line it
// prints is a step that was taken; it ends with 1 and says why when one is not.
//
//	HOMESERVER=http://… PASSWORD=… USHER=@usher:… node morning.mjs
import * as sdk from "matrix-js-sdk";
import { logger } from "matrix-js-sdk/lib/logger.js";
import { EventShieldColour, OnlySignedDevicesIsolationMode } from "matrix-js-sdk/lib/crypto-api/index.js";

logger.setLevel("silent");
const { HOMESERVER: baseUrl, PASSWORD: password, USHER: usher } = process.env;
const patience = 60_000; // milliseconds

const login = await sdk.createClient({ baseUrl, logger }).loginRequest({
    type: "m.login.password",
    identifier: { type: "m.id.user", user: "ada" },
    password,
});
const client = sdk.createClient({
    baseUrl,
    logger,
    userId: login.user_id,
    deviceId: login.device_id,
    accessToken: login.access_token,
    cryptoCallbacks: {},
});
await client.initRustCrypto({ useIndexedDB: false });
const crypto = client.getCrypto();
crypto.setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());
await client.startClient({ initialSyncLimit: 50 });
await crypto.bootstrapCrossSigning({
    authUploadDeviceSigningKeys: (upload) =>
        upload({ type: "m.login.password", identifier: { type: "m.id.user", user: login.user_id }, password }),
});
step("signed");

const { room_id: room } = await client.createRoom({
    invite: [usher],
    is_direct: true,
    preset: sdk.Preset.TrustedPrivateChat,
    initial_state: [{ type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } }],
});
await hear("Usher joins", (e) => e.getType() === "m.room.member" && e.getStateKey() === usher && e.getContent().membership === "join");
step("joined");

await client.sendTextMessage(room, "next");
await checked(await hear("what is next", said("m.notice", "Next, in 11 min")));
step("answered");

await client.sendTextMessage(room, "New Mount API");
const talk = await checked(await hear("the talk", said("m.notice", "New Mount API")));
await hear("its star", (e) => e.getSender() === usher && e.getRelation()?.event_id === talk.getId() && e.getRelation()?.key === "⭐");
await client.sendEvent(room, "m.reaction", {
    "m.relates_to": { rel_type: "m.annotation", event_id: talk.getId(), key: "⭐" },
});
await checked(await hear("the star, in place", (e) => e.getSender() === usher && e.getRelation()?.rel_type === "m.replace" && e.getRelation()?.event_id === talk.getId()));
step("starred");

const ring = await checked(await hear("the ring", said("m.text", "Starting in 10 min in Dome: New Mount API")));
if (!ring.getContent()["m.mentions"]?.user_ids?.includes(login.user_id)) {
    fail(`the ring mentions ${JSON.stringify(ring.getContent()["m.mentions"])}`);
}
step("rung");

// A new key, as after many messages: what follows can be read as well.
const heard = new Set(events().map((e) => e.getId()));
for (let n = 1; n <= 10; n++) {
    await crypto.forceDiscardSession(room);
    await client.sendTextMessage(room, "whoami");
    const answer = await hear(`answer ${n}`, (e) => !heard.has(e.getId()) && said("m.notice", "")(e));
    heard.add((await checked(answer)).getId());
}
step("rotated");
process.exit(0);

function step(name) {
    console.log(name);
}

function fail(why) {
    console.error(why);
    process.exit(1);
}

function events() {
    return client.getRoom(room)?.getLiveTimeline().getEvents() ?? [];
}

function said(msgtype, start) {
    return (e) => {
        const c = e.getContent();
        return e.getSender() === usher && e.getType() === "m.room.message" && c.msgtype === msgtype && c.body.startsWith(start) && !e.getRelation();
    };
}

// checked holds that Usher's message was encrypted by a device that can be trusted:
// Element shows no shield.
async function checked(event) {
    if (!event.isEncrypted()) {
        fail(`in clear: ${event.getContent().body}`);
    }
    const info = await crypto.getEncryptionInfoForEvent(event);
    if (info?.shieldColour !== EventShieldColour.NONE) {
        fail(`a shield of colour ${info?.shieldColour} for the reason ${info?.shieldReason} is beside: ${event.getContent().body}`);
    }
    return event;
}

// hear waits for the first event of the room that is what is wanted.
async function hear(what, is) {
    const end = Date.now() + patience;
    for (;;) {
        const found = events().find((e) => is(e));
        if (found) {
            return found;
        }
        if (Date.now() > end) {
            const sealed = events().filter((e) => e.isDecryptionFailure()).length;
            fail(`waited in vain: ${what}; ${sealed} of ${events().length} events cannot be read`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}
