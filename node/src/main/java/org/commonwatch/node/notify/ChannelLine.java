package org.commonwatch.node.notify;

import java.time.Instant;

/** One channel in words, for the pages. */
record ChannelLine(Channels.Standing standing) {
    private Channel channel() {
        return standing.channel();
    }

    public String name() {
        return channel().name();
    }

    public String kind() {
        return channel().target().kind().word();
    }

    public String where() {
        return channel().target().where();
    }

    public String state() {
        return standing.state().word();
    }

    public boolean paused() {
        return channel().paused();
    }

    public boolean failing() {
        return standing.state() == Channels.State.FAILING;
    }

    public boolean quiet() {
        return standing.state() == Channels.State.QUIET;
    }

    public String interest() {
        return channel().interest().words();
    }

    public String pace() {
        return channel().pace().words();
    }

    public String marking() {
        return channel().maxTlp().label();
    }

    public boolean withLine() {
        return channel().withLine();
    }

    public Channel.Tally tally() {
        return channel().tally();
    }

    public long waiting() {
        return standing.backlog().waiting() + standing.backlog().messages();
    }

    public long held() {
        return standing.backlog().held();
    }

    public boolean silent() {
        return tally().success().isEmpty();
    }

    public Instant lastSent() {
        return tally().success().orElse(Instant.EPOCH);
    }

    public boolean erred() {
        return tally().failure().isPresent();
    }

    public Channel.Failure failure() {
        return tally().failure().orElseThrow();
    }
}
