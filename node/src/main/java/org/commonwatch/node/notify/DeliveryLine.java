package org.commonwatch.node.notify;

import java.time.Instant;

/** One message in words, for the page. */
record DeliveryLine(Delivery delivery) {
    public String id() {
        return delivery.id();
    }

    public String form() {
        return delivery.form().word();
    }

    public Instant made() {
        return delivery.made();
    }

    public String state() {
        return delivery.state().word();
    }

    public boolean delivered() {
        return delivery.state() == Delivery.State.DELIVERED;
    }

    public boolean failed() {
        return delivery.state() == Delivery.State.FAILED;
    }

    public int attempts() {
        return delivery.attempts();
    }

    public long hits() {
        return delivery.hits();
    }

    public boolean single() {
        return delivery.hit().isPresent();
    }

    public long hit() {
        return delivery.hit().orElse(0L);
    }

    public String error() {
        return delivery.error().orElse("");
    }

    public boolean waiting() {
        return delivery.state() == Delivery.State.WAITING;
    }

    public Instant due() {
        return delivery.due();
    }
}
