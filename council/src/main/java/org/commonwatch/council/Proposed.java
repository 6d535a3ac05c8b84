package org.commonwatch.council;

import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/**
 * A proposal on its way to the leader. Within one process Ratis hands on the message itself, so that a leader does not read its
 * own batches, statement by statement, out of the bytes that it has just made of them.
 */
final class Proposed implements Message {
    private final Proposal proposal;
    private final ByteString content;

    Proposed(Proposal proposal) {
        this.proposal = proposal;
        this.content = UnsafeByteOperations.unsafeWrap(proposal.toBytes());
    }

    Proposal proposal() {
        return proposal;
    }

    @Override
    public ByteString getContent() {
        return content;
    }
}
