package org.commonwatch.council;

import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;

/**
 * A node of the council.
 *
 * @param name of the member, unique in the council
 * @param address where the others reach it, {@code host:port}
 */
public record Seat(String name, String address) {
    /** Of a name. */
    static final int NAME_CHARS_MAX = 200;

    public Seat {
        int colon = address.lastIndexOf(':');
        if (name.isBlank() || name.length() > NAME_CHARS_MAX || colon < 1) {
            throw new IllegalArgumentException("not a seat of a council: " + name + " at " + address);
        }
    }

    static Seat of(RaftPeer peer) {
        return new Seat(peer.getId().toString(), peer.getAddress());
    }

    RaftPeer peer() {
        return RaftPeer.newBuilder()
                .setId(RaftPeerId.valueOf(name))
                .setAddress(address)
                .build();
    }

    /** The address without its port. */
    public String host() {
        return address.substring(0, address.lastIndexOf(':'));
    }

    /** The port of the address. */
    public int port() {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }
}
