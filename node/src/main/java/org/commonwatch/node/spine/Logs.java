package org.commonwatch.node.spine;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.node.policy.Space;

/** The logs this node holds, in order of their numbers. */
public final class Logs {
    public static final String HOME = "home";
    public static final String COMMUNITY = "community";
    public static final String SAMPLE = "sample";

    private final List<HostedLog> hosted;

    Logs(List<HostedLog> hosted) {
        this.hosted = new CopyOnWriteArrayList<>(hosted);
    }

    public List<Log> all() {
        return hosted.stream().map(HostedLog::log).toList();
    }

    public Log byNumber(int number) {
        return hosted(number).log();
    }

    /** The own organisation's log. */
    public Log home() {
        return named(HOME).orElseThrow();
    }

    public Optional<Log> named(String name) {
        return all().stream().filter(log -> log.name().equals(name)).findFirst();
    }

    /**
     * The log of a community, for whoever asks by its name.
     *
     * @throws Refused {@code community-unknown}
     */
    public Log community(String name) throws Refused {
        return named(name)
                .filter(log -> log.space() == Space.COMMUNITY)
                .orElseThrow(() -> Refusal.of(
                                "community-unknown",
                                "",
                                "This node knows no community of this name; see: community status",
                                name)
                        .toException());
    }

    /** The published files of a log: checkpoint, tiles, proofs. */
    public LogReader reader(Log log) {
        return hosted(log.number()).reader();
    }

    /** All entries of a log that are durable here, also those that no checkpoint covers which is known here. */
    public LogReader everything(Log log) {
        return hosted(log.number()).sequencer().everything();
    }

    /** The public keys of a log. */
    public LogKeys keys(Log log) {
        return hosted(log.number()).keys();
    }

    /** Whether other nodes order this log. */
    public boolean followed(Log log) {
        return ordering(log) == Ordering.ELSEWHERE;
    }

    /** The epoch of a log, when it is not the founder's. */
    public Optional<Era> era(Log log) {
        return hosted(log.number()).era();
    }

    public Ordering ordering(Log log) {
        return hosted(log.number()).ordering();
    }

    /**
     * Acts on what it means that this node orders a log alone, unless it does not; it goes on doing so until the act is over. The
     * act is short, and asks for no other change of the log.
     */
    public void whileAlone(Log log, Runnable act) {
        hosted(log.number()).whileOrdered(Ordering.ALONE, act);
    }

    /** Own statements that a log has not answered for which this node does not order alone. */
    public int underWay(Log log) {
        return hosted(log.number()).underWay();
    }

    /** Puts a log in the place of the one with its number. */
    void replace(HostedLog log) {
        hosted.set(hosted.indexOf(hosted(log.log().number())), log);
    }

    void add(HostedLog log) {
        hosted.add(log);
    }

    /** Takes a log out; its items are gone from view once the index is rebuilt. */
    HostedLog take(int number) {
        HostedLog taken = hosted(number);
        hosted.remove(taken);
        return taken;
    }

    HostedLog hosted(int number) {
        for (HostedLog log : hosted) {
            if (log.log().number() == number) {
                return log;
            }
        }
        throw new IllegalArgumentException("there is no log number " + number);
    }

    List<HostedLog> hosted() {
        return hosted;
    }
}
