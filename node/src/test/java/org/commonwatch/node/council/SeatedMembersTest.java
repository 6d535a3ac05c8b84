package org.commonwatch.node.council;

import static org.commonwatch.node.council.CouncilRulesTest.LOG;
import static org.commonwatch.node.council.CouncilRulesTest.leaf;
import static org.commonwatch.node.council.CouncilRulesTest.offer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.statement.Statement;
import org.commonwatch.node.council.CouncilCommand.NameCouncil;
import org.commonwatch.node.membership.Charter;
import org.commonwatch.node.membership.MembershipCommand;
import org.commonwatch.node.membership.MembershipParts;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.membership.OrganisationKind;
import org.commonwatch.node.spine.Speakers;
import org.commonwatch.node.spine.TablesFixture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What entries make of seats, over the tables of this slice and of membership. */
class SeatedMembersTest {
    private static final String SECRET = Digest.of(new byte[] {1}).hex();

    @TempDir
    private Path folder = Path.of("");

    private final Organisation port = organisation("Port");
    private final Organisation grid = organisation("Grid");
    private final CouncilRulesTest.Keys ports = new CouncilRulesTest.Keys();
    private final CouncilRulesTest.Keys grids = new CouncilRulesTest.Keys();
    private final SeatOffice office = new SeatOffice();
    private long entries;
    private @Nullable TablesFixture opened;

    @BeforeEach
    void found() {
        opened = TablesFixture.open(folder, List.of(MembershipParts.projection(), new CouncilProjection()));
        var create = new MembershipCommand.Create("harbour", Charter.DEFAULT, port);
        assertEquals("", tables().entry(MembershipParts.create(), leaf(entries++, port.name()), create.body()));
        admit(grid);
    }

    @AfterEach
    void close() {
        tables().close();
    }

    private TablesFixture tables() {
        return Objects.requireNonNull(opened);
    }

    private void admit(Organisation member) {
        String id = "%032x".formatted(entries);
        var invite = new MembershipCommand.Invite(id, Digest.fromHex(SECRET), Instant.parse("2026-12-01T00:00:00Z"));
        assertEquals("", tables().entry(MembershipParts.invite(), leaf(entries++, port.name()), invite.body()));
        var admit = new MembershipCommand.Admit(id, member);
        assertEquals("", tables().entry(MembershipParts.admit(), leaf(entries++, port.name()), admit.body()));
    }

    private String offers(Organisation member, CouncilRulesTest.Keys keys) {
        return tables().entry(
                        new SeatEntry(),
                        leaf(entries++, member.name()),
                        offer(keys, member.name()).body());
    }

    private String names(Organisation... members) {
        NameCouncil name = new NameCouncil(
                List.of(members).stream().map(Organisation::name).toList());
        return tables().entry(new MembersEntry(), leaf(entries++, port.name()), name.body());
    }

    private String removes(Organisation member) {
        var remove = new MembershipCommand.Remove(member.name(), "");
        return tables().entry(MembershipParts.remove(office), leaf(entries++, port.name()), remove.body());
    }

    private Councils councils() {
        return new Councils(tables().index());
    }

    private List<String> council() {
        return councils().council(LOG).stream().map(Seat::member).toList();
    }

    @Test
    void aCouncilGrowsAndShrinksAsTheStewardNamesIt() {
        assertEquals(List.of(), council());
        assertEquals("seat-missing", names(port, grid));
        assertEquals("", offers(port, ports));
        assertEquals("", offers(grid, grids));
        assertEquals(2, councils().seats(LOG).size());
        assertEquals(List.of(), council());
        assertEquals("", names(port, grid));
        assertEquals(List.of(port.name(), grid.name()), council());
        Seat seat = councils().of(LOG, grid.name()).orElseThrow();
        assertEquals(new NoteKey(LOG.origin(), grids.checkpoint.verifyingKey()), seat.checkpoint());
        assertEquals(new NoteKey(grid.name(), grids.time.verifyingKey()), seat.time());
        assertEquals("node.example:7000", seat.address());
        assertEquals("", names(grid));
        assertEquals(List.of(grid.name()), council());
        assertEquals("", names(port, grid));
        assertEquals("", names(port));
        assertEquals(2, councils().everSeated(LOG).size());
    }

    @Test
    void whoSitsInTheCouncilStaysAMemberAndItsSeatGoesWithIt() {
        offers(port, ports);
        offers(grid, grids);
        names(port, grid);
        assertEquals("member-seated", removes(grid));
        assertEquals("seat-taken", offers(grid, new CouncilRulesTest.Keys()));
        assertEquals("", names(port));
        assertEquals("", removes(grid));
        assertTrue(councils().of(LOG, grid.name()).isEmpty());
        // The name and the keys of a fork's author stay known.
        assertEquals(
                List.of(port.name(), grid.name()).stream().sorted().toList(),
                councils().everSeated(LOG).stream()
                        .map(Councils.Keys::member)
                        .sorted()
                        .toList());
        Organisation other = organisation("Other");
        admit(other);
        assertEquals("seat-key-taken", offers(other, grids));
    }

    @Test
    void whoIsOrWasInTheCouncilStatesTheTimeAndNobodyElse() throws Refused {
        Speakers speakers = MembershipParts.speakers(office);
        assertFalse(states(speakers, grids.time, grid));
        offers(port, ports);
        offers(grid, grids);
        assertFalse(states(speakers, grids.time, grid), "a seat that is only offered");
        names(port, grid);
        assertTrue(states(speakers, grids.time, grid));
        assertFalse(states(speakers, grids.time, port), "in another's name");
        assertFalse(states(speakers, grids.checkpoint, grid), "with another key");
        names(port);
        assertTrue(states(speakers, grids.time, grid), "until the others have let it go");
        CouncilRulesTest.Keys fresh = new CouncilRulesTest.Keys();
        offers(grid, fresh);
        names(port, grid);
        assertTrue(states(speakers, fresh.time, grid));
        assertTrue(states(speakers, grids.time, grid), "what it stated before stays");
    }

    @Test
    void onlyWhoIsOrWasInTheCouncilMayOrder() {
        NoteKey key = new NoteKey(LOG.origin(), grids.checkpoint.verifyingKey());
        offers(port, ports);
        offers(grid, grids);
        assertFalse(orders(key), "a seat that is only offered");
        names(port, grid);
        assertTrue(orders(key));
        assertFalse(orders(new NoteKey(LOG.origin(), grids.time.verifyingKey())));
    }

    @Test
    void aCouncilEndsWithTheFoundersEpochAndItsTimesStay() throws Refused {
        Speakers speakers = MembershipParts.speakers(office);
        offers(port, ports);
        offers(grid, grids);
        names(port, grid);
        String terms = Policy.unwitnessed(new NoteKey(LOG.origin(), grids.checkpoint.verifyingKey()))
                .text();
        var succeed = new MembershipCommand.Succeed(2, Digest.of(new byte[] {2}), terms);
        var type = MembershipParts.succeed(grid.name(), terms);
        assertEquals("", tables().entry(type, leaf(entries++, grid.name()), succeed.body()));
        assertEquals(List.of(), council());
        assertEquals(List.of(), councils().seats(LOG));
        assertTrue(states(speakers, ports.time, port), "what it stated before");
        assertEquals("epoch-alone", offers(port, new CouncilRulesTest.Keys()));
        assertEquals("epoch-alone", names(grid));
        // Nobody sits any more, so nobody is held.
        var remove = new MembershipCommand.Remove(port.name(), "gone");
        assertEquals("", tables().entry(MembershipParts.remove(office), leaf(entries++, grid.name()), remove.body()));
    }

    private boolean orders(NoteKey key) {
        return tables().within(db -> office.orders(db, LOG, key));
    }

    private boolean states(Speakers speakers, SigningKey key, Organisation author) throws Refused {
        Instant now = Instant.parse("2026-11-26T06:00:00Z");
        Draft draft = Draft.of(LOG.origin(), author.name(), now, "log.time", 1, Audience.of("log"))
                .with(JsonNodeFactory.instance.objectNode().put("now", now.toString()));
        Statement statement = Envelope.sign(draft, LanePosition.FIRST, key).statement();
        return tables().within(db -> speakers.timeKey(db, LOG, statement)).isPresent();
    }

    private static Organisation organisation(String title) {
        SigningKey key = SigningKey.generate(new SecureRandom());
        return new Organisation(
                title,
                OrganisationKind.PUBLIC,
                new NoteKey(MembershipParts.name(key.id()), key.verifyingKey()),
                List.of(),
                List.of(URI.create("https://node.example")));
    }
}
