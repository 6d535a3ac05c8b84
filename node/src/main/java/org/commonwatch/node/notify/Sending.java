package org.commonwatch.node.notify;

import java.time.Clock;
import org.commonwatch.node.outbound.Outbound;

/** Brings a message to where a channel leads. Blocks for some half a minute at most. */
@FunctionalInterface
interface Sending {
    void send(Target to, Message message) throws SendFault, InterruptedException;

    /** Over the network. */
    static Sending by(Outbound outbound, Clock clock) {
        WebhookSending webhooks = new WebhookSending(outbound, clock);
        SyslogSending syslog = new SyslogSending(outbound);
        MailSending mails = new MailSending(outbound);
        return (to, message) -> {
            switch (to) {
                case Target.Webhook webhook -> webhooks.send(webhook, message);
                case Target.Syslog receiver -> syslog.send(receiver, message);
                case Target.Mail mail -> mails.send(mail, message);
            }
        };
    }
}
