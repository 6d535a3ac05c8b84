package org.commonwatch.node.feeds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.stix.StixObject;

/**
 * What a feed no longer says is dealt with as its owner chose. Called after a complete reading only.
 *
 * <p>A withdrawn member keeps its row with what undoes the withdrawal: its own item's key when the claim was recalled, the
 * key of the version that ended it when that was made, {@link Member#NOTHING} when there was nothing to do.
 */
final class Withdrawal {
    private final HomeLog home;
    private final Members members;
    private final Clock clock;

    Withdrawal(HomeLog home, Members members, Clock clock) {
        this.home = home;
        this.members = members;
        this.clock = clock;
    }

    /** Withdraws the members of a part that are not present; how many there were. */
    long sweep(Landing.Request request, Present present) throws PollFault {
        Feed feed = request.feed();
        if (feed.vanished() == Vanished.KEEP) {
            return 0;
        }
        long withdrawn = 0;
        long after = Long.MIN_VALUE;
        List<Member> page;
        do {
            page = members.standing(feed, request.part(), after, HomeLog.OBJECTS_MAX);
            List<Member> gone = page.stream()
                    .filter(member -> !present.contains(member.object()))
                    .toList();
            if (!gone.isEmpty()) {
                members.say(feed, request.part(), withdraw(request, gone));
                withdrawn += gone.size();
            }
            after = page.isEmpty() ? after : page.getLast().object();
        } while (page.size() == HomeLog.OBJECTS_MAX);
        return withdrawn;
    }

    private List<Member> withdraw(Landing.Request request, List<Member> gone) throws PollFault {
        return switch (request.feed().vanished()) {
            case KEEP -> gone;
            case EXPIRE -> expire(request, gone);
            case RECALL -> recall(request, gone);
        };
    }

    private List<Member> recall(Landing.Request request, List<Member> gone) throws PollFault {
        home.recall(
                gone.stream().map(Member::item).toList(),
                "no longer in the " + request.feed().source());
        return gone.stream().map(member -> undoneBy(member, member.item())).toList();
    }

    private List<Member> expire(Landing.Request request, List<Member> gone) throws PollFault {
        Map<Long, StixObject> objects =
                home.read(gone.stream().map(Member::item).toList());
        List<Member> done = new ArrayList<>(gone.size());
        List<Member> ending = new ArrayList<>();
        List<StixObject> endings = new ArrayList<>();
        long bytes = 0;
        for (Member member : gone) {
            Optional<StixObject> end = members.saidElsewhere(request.feed(), request.part(), member.object())
                    ? Optional.empty()
                    : Optional.ofNullable(objects.get(member.item())).flatMap(this::ended);
            if (end.isEmpty()) {
                done.add(undoneBy(member, Member.NOTHING));
                continue;
            }
            ending.add(member);
            endings.add(end.orElseThrow());
            bytes += end.orElseThrow().bytes().length;
            if (bytes >= HomeLog.BYTES_MAX) {
                put(request, ending, endings, done);
                bytes = 0;
            }
        }
        put(request, ending, endings, done);
        return done;
    }

    private void put(Landing.Request request, List<Member> ending, List<StixObject> endings, List<Member> done)
            throws PollFault {
        if (endings.isEmpty()) {
            return;
        }
        List<Long> keys = home.put(endings, request.batch(), request.feed().source(), "stix");
        for (int i = 0; i < keys.size(); i++) {
            done.add(undoneBy(ending.get(i), keys.get(i)));
        }
        ending.clear();
        endings.clear();
    }

    /** A version that ends the object's validity; nothing for what has no versions or has ended already. */
    private Optional<StixObject> ended(StixObject object) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Optional<Instant> modified = object.time("modified");
        boolean over = object.revoked()
                || object.time("valid_until").filter(end -> !end.isAfter(now)).isPresent();
        if (modified.isEmpty() || over) {
            return Optional.empty();
        }
        Instant version = modified.orElseThrow().isBefore(now)
                ? now
                : modified.orElseThrow().truncatedTo(ChronoUnit.MILLIS).plusMillis(1);
        ObjectNode copy = object.json().deepCopy();
        copy.put("modified", text(version));
        boolean valid = object.type().equals("indicator")
                && object.time("valid_from").filter(now::isAfter).isPresent();
        if (valid) {
            copy.put("valid_until", text(now));
        } else {
            copy.put("revoked", true);
        }
        try {
            return Optional.of(StixObject.of(copy));
        } catch (Refused e) {
            throw new IllegalStateException("an accepted object no longer reads", e);
        }
    }

    private static Member undoneBy(Member member, long item) {
        return new Member(member.object(), member.content(), member.item(), OptionalLong.of(item));
    }

    private static String text(Instant at) {
        return Micros.shortText(Micros.of(at));
    }
}
