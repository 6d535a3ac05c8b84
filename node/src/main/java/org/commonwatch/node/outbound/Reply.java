package org.commonwatch.node.outbound;

/** An answer that was small enough to be held in memory; its type is empty when none was named. */
public final class Reply {
    private final int status;
    private final String type;
    private final byte[] body;

    public Reply(int status, String type, byte[] body) {
        this.status = status;
        this.type = type;
        this.body = body;
    }

    public int status() {
        return status;
    }

    public String type() {
        return type;
    }

    /** Belongs to who asked. */
    public byte[] body() {
        return body;
    }
}
