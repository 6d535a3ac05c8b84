package org.commonwatch.values;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** File names, recognised by an ending that reports of incidents use. The value is the last part of a path, as written. */
final class FileNames {
    private static final int NAME_CHARS_MAX = 255;

    private static final Set<String> ENDINGS = Set.of(
            "7z", "ace", "apk", "app", "ashx", "asp", "aspx", "bak", "bat", "bin", "bz2", "cab", "cfg", "chm", "class",
            "cmd", "cmdline", "conf", "cpl", "crt", "crx", "csv", "dat", "db", "deb", "dll", "dmg", "doc", "docm",
            "docx", "dotm", "drv", "elf", "eml", "exe", "gif", "gz", "hta", "htm", "html", "ico", "img", "inf", "ini",
            "ipa", "iqy", "iso", "jar", "jpeg", "jpg", "js", "jse", "json", "jsp", "jspx", "key", "ko", "lnk", "log",
            "lua", "macho", "md", "mov", "mp3", "mp4", "mpkg", "msc", "msg", "msi", "msp", "ocx", "odt", "one", "pdb",
            "pdf", "pem", "php", "pif", "pkg", "pl", "plist", "pm", "png", "ppam", "pps", "ppt", "pptm", "pptx", "ps",
            "ps1", "psd1", "psm1", "pub", "py", "pyc", "rar", "reg", "rpm", "rs", "rtf", "scr", "sct", "service", "sh",
            "slk", "so", "sqlite", "svg", "swf", "sys", "tar", "tgz", "tmp", "ttf", "txt", "url", "vbe", "vbs", "vhd",
            "vhdx", "war", "wasm", "wsf", "wsh", "xla", "xlam", "xll", "xls", "xlsb", "xlsm", "xlsx", "xml", "xz",
            "yaml", "yml", "zip");

    private FileNames() {}

    /** The base name of a name or path that ends like a file. */
    static Optional<String> parse(String text) {
        String name = baseName(text);
        int dot = name.lastIndexOf('.');
        if (dot < 1 || name.length() > NAME_CHARS_MAX || !isPlain(name)) {
            return Optional.empty();
        }
        return ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))
                ? Optional.of(name)
                : Optional.empty();
    }

    /** A name whose column says that it is one: any ending, but no control characters. */
    static Optional<String> declared(String text) {
        String name = baseName(text);
        boolean clean = name.chars().noneMatch(Character::isISOControl);
        return name.isEmpty() || name.length() > NAME_CHARS_MAX || !clean ? Optional.empty() : Optional.of(name);
    }

    /** The last part of a path; the whole text when it ends in a separator. */
    static String carried(String text) {
        String name = baseName(text);
        return name.isEmpty() ? text : name;
    }

    private static String baseName(String text) {
        return text.substring(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1)
                .strip();
    }

    private static boolean isPlain(String name) {
        return name.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || " ._-+~$()[]{}@!#%&'".indexOf(c) >= 0);
    }
}
