package org.commonwatch.node.notify;

import jakarta.activation.DataHandler;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.ByteArrayDataSource;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Properties;
import org.commonwatch.node.outbound.Outbound;
import org.commonwatch.node.outbound.OutboundFault;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/** Sends one mail on a connection of its own. With TLS the server must show a certificate for its name. */
final class MailSending {
    private static final String CONNECT_MILLIS_MAX = "10000";
    private static final String ANSWER_MILLIS_MAX = "20000";

    /** RFC 5321 section 4.2.1: the server will not take it, ever. */
    private static final int PERMANENT = 500;

    private final Outbound outbound;

    /** @param outbound knows whom to trust over TLS */
    MailSending(Outbound outbound) {
        this.outbound = outbound;
    }

    void send(Target.Mail to, Message message) throws SendFault {
        try {
            Session session = Session.getInstance(properties(to));
            MimeMessage mail = mail(session, to, message);
            try (Transport transport = session.getTransport("smtp")) {
                if (to.login().isPresent()) {
                    Target.Mail.Login login = to.login().orElseThrow();
                    transport.connect(
                            to.host(), to.port(), login.user(), login.password().reveal());
                } else {
                    transport.connect(to.host(), to.port(), null, null);
                }
                transport.sendMessage(mail, mail.getAllRecipients());
            }
        } catch (OutboundFault fault) {
            throw new SendFault(fault.code(), fault.sentence(), false, fault);
        } catch (AuthenticationFailedException fault) {
            throw new SendFault("mail-login", "The mail server does not take the login.", false, fault);
        } catch (MessagingException fault) {
            boolean refused = isPermanent(fault);
            throw new SendFault(
                    refused ? "mail-refused" : "no-answer",
                    "The mail server " + to.host() + " does not take the mail: " + why(fault) + ".",
                    refused,
                    fault);
        }
    }

    private Properties properties(Target.Mail to) throws OutboundFault {
        Properties properties = new Properties();
        properties.put("mail.smtp.connectiontimeout", CONNECT_MILLIS_MAX);
        properties.put("mail.smtp.timeout", ANSWER_MILLIS_MAX);
        properties.put("mail.smtp.writetimeout", ANSWER_MILLIS_MAX);
        properties.put("mail.smtp.auth", Boolean.toString(to.login().isPresent()));
        // How we call ourselves: our own host's name is nobody's business.
        properties.put("mail.smtp.localhost", domain(to.from()));
        if (to.security() != Target.Mail.Security.NONE) {
            properties.put("mail.smtp.ssl.checkserveridentity", "true");
            properties.put("mail.smtp.ssl.socketFactory", outbound.tls().getSocketFactory());
            boolean upgraded = to.security() == Target.Mail.Security.STARTTLS;
            properties.put("mail.smtp.ssl.enable", Boolean.toString(!upgraded));
            properties.put("mail.smtp.starttls.enable", Boolean.toString(upgraded));
            properties.put("mail.smtp.starttls.required", Boolean.toString(upgraded));
        }
        return properties;
    }

    private static MimeMessage mail(Session session, Target.Mail to, Message message) throws MessagingException {
        MimeMessage mail = new MimeMessage(session) {
            // The same for every attempt, so that a mail that comes twice is one.
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", "<" + message.delivery() + "@" + domain(to.from()) + ">");
            }
        };
        mail.setFrom(new InternetAddress(to.from()));
        for (String address : to.to()) {
            mail.addRecipient(RecipientType.TO, new InternetAddress(address));
        }
        mail.setSubject(MailText.subject(message), StandardCharsets.UTF_8.name());
        mail.setHeader(
                "Date",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(message.made().atOffset(ZoneOffset.UTC)));
        // RFC 3834: out-of-office notes do not answer this.
        mail.setHeader("Auto-Submitted", "auto-generated");
        mail.setHeader("X-Commonwatch-Delivery", message.delivery());
        mail.setDataHandler(new DataHandler(new ByteArrayDataSource(
                MailText.body(message).replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8),
                "text/plain; charset=utf-8")));
        mail.saveChanges();
        return mail;
    }

    private static String domain(String address) {
        return address.substring(address.indexOf('@') + 1);
    }

    private static boolean isPermanent(MessagingException fault) {
        for (Exception cause = fault; cause instanceof MessagingException one; cause = one.getNextException()) {
            int code = switch (one) {
                case SMTPSendFailedException refused -> refused.getReturnCode();
                case SMTPAddressFailedException refused -> refused.getReturnCode();
                default -> 0;
            };
            if (code >= PERMANENT) {
                return true;
            }
        }
        return false;
    }

    /** The innermost message, which is the server's own or the network's. */
    private static String why(MessagingException fault) {
        Throwable inner = fault;
        while (inner instanceof MessagingException one && one.getNextException() != null) {
            inner = one.getNextException();
        }
        return Optional.ofNullable(inner.getMessage())
                .orElse("it broke the connection")
                .strip();
    }
}
