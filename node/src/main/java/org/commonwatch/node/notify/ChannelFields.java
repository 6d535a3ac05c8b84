package org.commonwatch.node.notify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.commonwatch.stix.Tlp;

/**
 * What the form of a channel begins with.
 *
 * @param json a description as the API takes it, without secrets
 * @param changes whether the channel is there already
 */
record ChannelFields(ChannelKind kind, ObjectNode json, boolean changes) {
    static ChannelFields blank(ChannelKind kind) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("limit", Pace.MESSAGES_DEFAULT)
                .put("window_minutes", Pace.WINDOW_MINUTES_DEFAULT)
                .put("digest_minutes", Pace.INTERVAL_MINUTES_DEFAULT)
                .put("max_tlp", Tlp.AMBER_STRICT.word());
        return new ChannelFields(kind, json, false);
    }

    static ChannelFields of(Channel channel) {
        ObjectNode json = channel.target().shown();
        channel.interest().write(json);
        channel.pace().write(json);
        json.put("name", channel.name())
                .put("max_tlp", channel.maxTlp().word())
                .put("include_line", channel.withLine());
        return new ChannelFields(channel.target().kind(), json, true);
    }

    /** A property as a text; of several, with commas between. */
    public String text(String property) {
        if (json.path(property).isArray()) {
            StringBuilder texts = new StringBuilder();
            json.path(property)
                    .forEach(one -> texts.append(texts.isEmpty() ? "" : ", ").append(one.asText()));
            return texts.toString();
        }
        return json.path(property).asText();
    }

    public boolean is(String property, String value) {
        return text(property).equals(value);
    }

    public String kindWord() {
        return kind.word();
    }

    public boolean hasHeader() {
        return json.has("header_name");
    }

    public boolean hasUser() {
        return json.has("user");
    }
}
