export const serialized = (text: string) => `s:${Buffer.byteLength(text)}:"${text}";`;
/** A widget's text, with an address in it. */
export const widget = (home: string) => serialized(`<a href="${home}/a/">x</a>é,`);
export const WIDGETS = `a:2:{i:2;a:2:{s:5:"title";${serialized("Größe")}s:4:"text";${widget("http://old.example/blog")}}s:12:"_multiwidget";i:1;}`;

/** A site of another prefix and address as other tools write it. */
export const other = (change: (sql: string) => string = (sql) => sql) =>
  change(`-- phpMyAdmin SQL Dump
SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
START TRANSACTION;
SET time_zone = "+00:00";
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8mb4 */;
CREATE DATABASE IF NOT EXISTS \`live\`;
USE \`live\`;
CREATE TABLE \`abc_options\` (
  \`option_id\` bigint(20) UNSIGNED NOT NULL,
  \`option_name\` varchar(191) COLLATE utf8mb4_nowhere_ci NOT NULL DEFAULT '',
  \`option_value\` longtext NOT NULL,
  \`autoload\` varchar(20) NOT NULL DEFAULT 'yes'
) ENGINE=MyISAM DEFAULT CHARSET=utf8mb4 ROW_FORMAT=FIXED;
INSERT INTO \`abc_options\` (\`option_id\`, \`option_name\`, \`option_value\`, \`autoload\`) VALUES
(1, 'siteurl', 'http://old.example/blog', 'yes'),
(2, 'home', 'http://old.example/blog', 'yes'),
(3, 'blogname', 'Ten years; of "posts"', 'yes'),
(4, 'abc_user_roles', 'a:1:{s:13:"administrator";a:2:{s:4:"name";s:13:"Administrator";s:12:"capabilities";a:1:{s:10:"edit_posts";b:1;}}}', 'yes'),
(5, 'db_version', '57155', 'yes'),
(6, 'widget_text', '${WIDGETS.replaceAll('"', '\\"')}', 'yes'),
(7, 'template', 'lost-theme', 'yes'),
(8, 'stylesheet', 'lost-theme', 'yes'),
(9, 'active_plugins', 'a:1:{i:0;s:13:"shop/shop.php";}', 'yes'),
(10, '_transient_x', '1', 'yes');
CREATE TABLE \`abc_posts\` (
  \`ID\` bigint(20) UNSIGNED NOT NULL,
  \`post_author\` bigint(20) UNSIGNED NOT NULL DEFAULT 0,
  \`post_date\` datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  \`post_content\` longtext NOT NULL,
  \`post_title\` text NOT NULL,
  \`post_status\` varchar(20) NOT NULL DEFAULT 'publish',
  \`post_name\` varchar(200) NOT NULL DEFAULT '',
  \`post_type\` varchar(20) NOT NULL DEFAULT 'post'
) ENGINE=MyISAM DEFAULT CHARSET=latin1;
INSERT INTO \`abc_posts\` VALUES
(7, 1, '0000-00-00 00:00:00', 'see https://www.old.example/blog/x and {"u":"http:\\\\/\\\\/old.example\\\\/blog\\\\/y"} -- no; comment', 'Schöner Beitrag', 'publish', 'beitrag', 'post');
CREATE TABLE \`abc_users\` (\`ID\` bigint(20) UNSIGNED NOT NULL, \`user_login\` varchar(60) NOT NULL DEFAULT '', \`user_pass\` varchar(255) NOT NULL DEFAULT '', \`user_registered\` datetime NOT NULL DEFAULT '0000-00-00 00:00:00') ENGINE=InnoDB DEFAULT CHARSET=utf8;
INSERT INTO \`abc_users\` VALUES (1, 'ada', 'x', '0000-00-00 00:00:00');
CREATE TABLE \`abc_usermeta\` (\`umeta_id\` bigint(20) UNSIGNED NOT NULL, \`user_id\` bigint(20) UNSIGNED NOT NULL DEFAULT 0, \`meta_key\` varchar(255) DEFAULT NULL, \`meta_value\` longtext);
INSERT INTO \`abc_usermeta\` VALUES (1, 1, 'abc_capabilities', 'a:1:{s:13:"administrator";b:1;}'), (2, 1, 'nickname', 'ada');
CREATE TABLE \`abc_shop_log\` (\`line\` text, \`other\` varchar(10));
INSERT INTO \`abc_shop_log\` VALUES ('http://old.example/blog/1', NULL), ('http://old.example/blog/1', NULL), ('nothing', 'b');
CREATE TABLE \`zzz_notes\` (\`note\` text);
CREATE ALGORITHM=UNDEFINED DEFINER=\`root\`@\`localhost\` SQL SECURITY DEFINER VIEW \`abc_view\` AS SELECT 1;
ALTER TABLE \`abc_options\` ADD PRIMARY KEY (\`option_id\`), ADD UNIQUE KEY \`option_name\` (\`option_name\`);
ALTER TABLE \`abc_posts\` ADD PRIMARY KEY (\`ID\`);
ALTER TABLE \`abc_users\` ADD PRIMARY KEY (\`ID\`);
ALTER TABLE \`abc_usermeta\` ADD PRIMARY KEY (\`umeta_id\`);
ALTER TABLE \`abc_options\` MODIFY \`option_id\` bigint(20) UNSIGNED NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=11;
ALTER TABLE \`abc_users\` MODIFY \`ID\` bigint(20) UNSIGNED NOT NULL AUTO_INCREMENT;
ALTER TABLE \`abc_usermeta\` MODIFY \`umeta_id\` bigint(20) UNSIGNED NOT NULL AUTO_INCREMENT;
ALTER TABLE \`abc_posts\` MODIFY \`ID\` bigint(20) UNSIGNED NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=8;
COMMIT;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
`);

/** Tables as MySQL 8, MyISAM and MariaDB of other versions have them. */
export const ODD_TABLES = `
CREATE TABLE \`abc_made\` (\`data\` json, \`name\` varchar(200) GENERATED ALWAYS AS (json_unquote(json_extract(\`data\`,_utf8mb4'$.b'))) VIRTUAL NULL, \`n\` int GENERATED ALWAYS AS (1+1) STORED NOT NULL, \`u\` char(36) DEFAULT (uuid()), KEY \`low\` ((lower(\`name\`))), KEY \`plain\` (\`name\`(5)), CONSTRAINT \`odd\` CHECK ((\`n\` > 0))) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8 COMMENT='rename to (y)';
INSERT INTO \`abc_made\` (\`data\`) VALUES ('{"b":"http://old.example/blog"}');
CREATE TABLE \`abc_strict\` (\`a\` varchar(10) COLLATE utf8mb4_nowhere_as_cs, \`b\` longblob, UNIQUE KEY (\`a\`)) TYPE=MyISAM COLLATE='utf8mb4_nowhere_as_cs' COMPRESSION='zlib' ENCRYPTION='Y';
INSERT INTO \`abc_strict\` VALUES ('a', 0xFF00FE), ('A', _binary '\\0\\'');
CREATE TABLE \`abc_old\` (\`a\` int) WITH SYSTEM VERSIONING;
CREATE TABLE \`abc_parts\` (\`a\` int NOT NULL) ENGINE=MyISAM ROW_FORMAT=FIXED
/*!50100 PARTITION BY RANGE (\`a\`) (PARTITION p0 VALUES LESS THAN (10) ENGINE = MyISAM, PARTITION p1 VALUES LESS THAN MAXVALUE ENGINE = MyISAM) */;
CREATE TABLE \`abc_child\` (\`id\` bigint unsigned NOT NULL, \`post\` bigint unsigned, \`gone\` bigint unsigned, PRIMARY KEY (\`id\`), CONSTRAINT \`fk_post\` FOREIGN KEY (\`post\`) REFERENCES \`abc_posts\` (\`ID\`) ON DELETE CASCADE, CONSTRAINT \`fk_gone\` FOREIGN KEY (\`gone\`) REFERENCES \`abc_gone\` (\`ID\`)) ENGINE=InnoDB;
INSERT INTO \`abc_child\` VALUES (1, 7, 9);
CREATE TABLE \`abc_twice\` (\`a\` int); INSERT INTO \`abc_twice\` VALUES (1); DROP TABLE \`abc_twice\`; CREATE TABLE \`abc_twice\` (\`a\` int); REPLACE INTO \`abc_twice\` VALUES (2);
CREATE TABLE \`abc_${"l".repeat(61)}\` (\`a\` int);
UPDATE abc_options SET option_value = 'Changed below' WHERE option_name = 'blogname';
DELETE FROM \`abc_shop_log\` WHERE \`other\` = 'b';
SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ 'a-b:1-2';
DELIMITER //
CREATE DEFINER=\`r\`@\`%\` PROCEDURE \`p\`() BEGIN SELECT 1; END//
DELIMITER ;
COMMIT;`;

/** What mariadb-dump and mysqldump write of a site of this image, in another character set and with all that they add. */
export function byClient(sql: string): string {
  return `/*M!999999\\- enable the sandbox mode */
-- MariaDB dump 10.19  Distrib 11.8.3-MariaDB, for debian-linux-gnu (x86_64)
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!50503 SET NAMES utf8mb4 */;
CREATE DATABASE /*!32312 IF NOT EXISTS*/ \`site\` /*!40100 DEFAULT CHARACTER SET utf8mb4 */ /*!80016 DEFAULT ENCRYPTION='N' */;
USE \`site\`;
/*!50001 CREATE VIEW \`wp_recent\` AS SELECT 1 AS \`ID\`*/;
${sql}
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=\`root\`@\`%\`*/ /*!50003 TRIGGER \`count_posts\` AFTER INSERT ON \`wp_posts\` FOR EACH ROW BEGIN SET @a = 1; SET @b = 2; END */;;
DELIMITER ;
/*!50001 DROP VIEW IF EXISTS \`wp_recent\`*/;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=\`root\`@\`localhost\` SQL SECURITY DEFINER */
/*!50001 VIEW \`wp_recent\` AS select \`wp_posts\`.\`ID\` AS \`ID\` from \`wp_posts\` */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
-- Dump completed on 2026-11-26  8:00:00
`;
}
