package org.commonwatch.bench.scan;

import java.util.ArrayList;
import java.util.List;

/** The shapes of lines, each as often in the list as it stands in a mixed log. */
final class LogFormats {
    private static final String ZEEK_CONN =
            "<ts>\t<uid>\t<in>\t<port>\t<addr>\t443\ttcp\tssl\t0.<num>\t<num>\t<big>\tSF\tT\tF\t0\tShADadFf\t<num>"
                    + "\t<big>\t<num>\t<big>\t-";
    private static final String ZEEK_DNS =
            "<ts>\t<uid>\t<in>\t<port>\t10.0.0.53\t53\tudp\t<num>\t0.0<num>\t<host>\t1\tC_INTERNET\t1\t<qtype>\t0"
                    + "\tNOERROR\tF\tF\tT\tT\t0\t<addr>\t<num>.000000\tF";
    private static final String ZEEK_HTTP =
            "<ts>\t<uid>\t<in>\t<port>\t<addr>\t80\t1\t<method>\t<host>\t<path>\t-\t1.1\t<agent>\t-\t0\t<big>"
                    + "\t<status>\tOK\t-\t-\t(empty)\t-\t-\t-\t-\t-\tF<uid>\t-\ttext/html";
    private static final String ZEEK_FILES =
            "<ts>\tF<uid>\t<addr>\t<in>\t<uid>\tHTTP\t0\tMD5,SHA1,SHA256\tapplication/x-dosexec\t<file>\t0.<num>\tF\tT"
                    + "\t<big>\t<big>\t0\t0\tF\t-\t<md5>\t<sha1>\t<sha256>\t-";
    private static final String ZEEK_CONN_JSON =
            "{\"ts\":<ts>,\"uid\":\"<uid>\",\"id.orig_h\":\"<in>\",\"id.orig_p\":<port>,\"id.resp_h\":\"<addr>\",\"id.resp_p\":443,\"proto\":\"tcp\",\"service\":\"ssl\",\"duration\":0.<num>,\"orig_bytes\":<num>,\"resp_bytes\":<big>,\"conn_state\":\"SF\",\"history\":\"ShADadFf\",\"orig_pkts\":<num>,\"resp_pkts\":<num>}";
    private static final String ZEEK_DNS_JSON =
            "{\"ts\":<ts>,\"uid\":\"<uid>\",\"id.orig_h\":\"<in>\",\"id.orig_p\":<port>,\"id.resp_h\":\"10.0.0.53\",\"id.resp_p\":53,\"proto\":\"udp\",\"query\":\"<host>\",\"qclass_name\":\"C_INTERNET\",\"qtype_name\":\"<qtype>\",\"rcode_name\":\"NOERROR\",\"answers\":[\"<addr>\"],\"TTLs\":[<num>.0]}";
    private static final String EVE_FLOW =
            "{\"timestamp\":\"<iso>+0000\",\"flow_id\":<big><num>,\"in_iface\":\"ens5\",\"event_type\":\"flow\",\"src_ip\":\"<in>\",\"src_port\":<port>,\"dest_ip\":\"<addr>\",\"dest_port\":443,\"proto\":\"TCP\",\"app_proto\":\"tls\",\"flow\":{\"pkts_toserver\":<num>,\"pkts_toclient\":<num>,\"bytes_toserver\":<big>,\"bytes_toclient\":<big>,\"start\":\"<iso>+0000\",\"age\":<num>,\"state\":\"closed\",\"reason\":\"timeout\",\"alerted\":false}}";
    private static final String EVE_HTTP =
            "{\"timestamp\":\"<iso>+0000\",\"flow_id\":<big><num>,\"event_type\":\"http\",\"src_ip\":\"<in>\",\"src_port\":<port>,\"dest_ip\":\"<addr>\",\"dest_port\":80,\"proto\":\"TCP\",\"tx_id\":0,\"http\":{\"hostname\":\"<host>\",\"url\":\"<path>\",\"http_user_agent\":\"<agent>\",\"http_refer\":\"<url>\",\"http_method\":\"<method>\",\"protocol\":\"HTTP\\/1.1\",\"status\":<status>,\"length\":<big>}}";
    private static final String EVE_TLS =
            "{\"timestamp\":\"<iso>+0000\",\"flow_id\":<big><num>,\"event_type\":\"tls\",\"src_ip\":\"<in>\",\"src_port\":<port>,\"dest_ip\":\"<addr>\",\"dest_port\":443,\"proto\":\"TCP\",\"tls\":{\"subject\":\"CN=<host>\",\"issuerdn\":\"C=US,"
                    + " O=Let's Encrypt, CN=R11\",\"sni\":\"<host>\",\"version\":\"TLS"
                    + " 1.3\",\"ja3\":{\"hash\":\"<md5>\"}}}";
    private static final String EVE_FILE =
            "{\"timestamp\":\"<iso>+0000\",\"event_type\":\"fileinfo\",\"src_ip\":\"<addr>\",\"dest_ip\":\"<in>\",\"http\":{\"hostname\":\"<host>\",\"url\":\"<path>\"},\"fileinfo\":{\"filename\":\"/dl/<file>\",\"md5\":\"<md5>\",\"sha1\":\"<sha1>\",\"sha256\":\"<sha256>\",\"size\":<big>}}";
    private static final String APACHE =
            "<addr> - <user> [<clf> +0000] \"<method> <path> HTTP/1.1\" <status> <big> \"<url>\" \"<agent>\"";
    private static final String SQUID =
            "<ts>    <num> <in> TCP_MISS/<status> <big> <method> <url> <user> HIER_DIRECT/<addr> text/html";
    private static final String SQUID_CONNECT =
            "<ts>   <num> <in> TCP_TUNNEL/200 <big> CONNECT <host>:443 <user> HIER_DIRECT/<addr> -";
    private static final String BIND =
            "<sys> ns1 named[<num>]: client @0x7f<num>d0c8 <in>#<port> (<host>): query: <host> IN <qtype> +E(0)K"
                    + " (10.0.0.53)";
    private static final String WINDOWS =
            "{\"EventTime\":\"<iso>\",\"Hostname\":\"WS-<num>.corp.local\",\"EventID\":1,\"SourceName\":\"Microsoft-Windows-Sysmon\",\"Image\":\"C:\\\\Users\\\\<user>\\\\AppData\\\\Local\\\\<file>\",\"CommandLine\":\"C:\\\\Windows\\\\System32\\\\cmd.exe"
                    + " /c start <url>\",\"User\":\"CORP\\\\<user>\",\"Hashes\":\"MD5=<md5>,SHA256=<sha256>\"}";
    private static final String WINDOWS_NETWORK =
            "{\"EventTime\":\"<iso>\",\"Hostname\":\"WS-<num>.corp.local\",\"EventID\":3,\"Image\":\"C:\\\\Program"
                    + " Files\\\\App\\\\<file>\",\"Protocol\":\"tcp\",\"SourceIp\":\"<in>\",\"SourcePort\":<port>,\"DestinationIp\":\"<addr>\",\"DestinationHostname\":\"<host>\",\"DestinationPort\":443}";
    private static final String POSTFIX =
            "<sys> mx1 postfix/smtp[<num>]: <num>A<num>F: to=<<mail>>, relay=<host>[10.1.1.25]:25, delay=0.<num>,"
                    + " dsn=2.0.0, status=sent (250 OK)";
    private static final String SYSLOG =
            "<34>1 <iso>Z gw-<num> helpdesk <num> - - ticket <num> by <user>: <prose> , please check";
    private static final String SSHD =
            "<sys> bastion sshd[<num>]: Failed password for <user> from <addr> port <port> ssh2";
    private static final String FIREWALL =
            "<sys> fw1 kernel: DROP IN=eth0 OUT= MAC=00:16:3e:0a:1b:2c SRC=<addr> DST=<in> LEN=60 TTL=<num> PROTO=TCP"
                    + " SPT=<port> DPT=22";
    private static final String HEADER = "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice";

    private LogFormats() {}

    static List<LineTemplate> templates() {
        List<LineTemplate> all = new ArrayList<>();
        add(all, 18, ZEEK_CONN);
        add(all, 14, ZEEK_DNS);
        add(all, 9, ZEEK_HTTP);
        add(all, 2, ZEEK_FILES);
        add(all, 6, ZEEK_CONN_JSON);
        add(all, 5, ZEEK_DNS_JSON);
        add(all, 7, EVE_FLOW);
        add(all, 6, EVE_HTTP);
        add(all, 4, EVE_TLS);
        add(all, 1, EVE_FILE);
        add(all, 8, APACHE);
        add(all, 4, SQUID);
        add(all, 3, SQUID_CONNECT);
        add(all, 6, BIND);
        add(all, 2, WINDOWS);
        add(all, 2, WINDOWS_NETWORK);
        add(all, 2, POSTFIX);
        add(all, 3, SYSLOG);
        add(all, 3, SSHD);
        add(all, 4, FIREWALL);
        add(all, 1, HEADER);
        return all;
    }

    private static void add(List<LineTemplate> all, int times, String text) {
        LineTemplate template = LineTemplate.of(text);
        for (int i = 0; i < times; i++) {
            all.add(template);
        }
    }
}
