<?php
/**
 * What the name of a column, an option, a meta value or a member of a list tells of its value.
 */

namespace WpImage;

final class TellingNames {
	/** By parts of names; the first that fits decides. */
	private const MASKS = array(
		'empty'      => '/(?:^|_)(?:iban|bic|card_?(?:number|no)|cvc|cvv|ssn|passport|tax_?(?:id|number|no)|vat_?(?:id|number|no)|account_?(?:number|holder)|birth(?:day|date)?|date_of_birth|dob|geburts(?:tag|datum|ort)|date_?naissance|fecha_?nacimiento|kontonummer|gender|lat(?:itude)?|lon(?:gitude)?)(?:$|_)/',
		'secret'     => '/(?:^|_)(?:pass|pwd|passphrase|salt|nonce|credentials?|licen[cs]e|oauth|private|webhooks?|cookies?|signature|jwt|bearer|pin|otp|totp|dsn|authorization|serial(?:_?(?:key|number|no|code))?|cart_?hash|(?:transaction|charge)_?id)(?:$|_)|(?:tokens?|secrets?|passwords?|passwd|passwort|kennwort|apikeys?|licen[cs]e_?keys?)(?:$|_)|(?:^|_)(?:db|ftp|sftp|ssh|smtp|api|user|mail)pass(?:$|_)|(?:^|_)(?:purchase|registration|activation|unlock|licen[cs]e)_?codes?(?:$|_)|(?:^|_)(?:api|app|access|consumer|publishable|encryption|activation|client|merchant|auth|security)_?(?:keys?|id|user|username|login|code)(?:$|_)|(?:^|_)(?:site|server|account)_?keys?(?:$|_)|(?:^|_)(?:key|apikey|sitekey|secretkey)s?$|(?:^|_)(?:user_?name|user_?login)_?(?:smtp|api|ftp)|smtp/',
		'mail'       => '/(?:^|_)(?:e_?mails?|mail_?(?:address|from|to)|mails?|courriel|correo|recipients?|reply_?to|cc|bcc)(?:$|_)/',
		'agent'      => '/(?:^|_)(?:user_?agent|browser)(?:$|_)/',
		'ip'         => '/(?:^|_)(?:ips?|ip_?addr(?:ess)?|ip_?v?[46]|remote_?addr(?:ess)?|remote_?host)(?:$|_)/',
		'first-name' => '/(?:^|_)(?:first_?name|fname|given_?name|forename|vorname|prenom|voornaam)(?:$|_)/',
		'last-name'  => '/(?:^|_)(?:last_?name|lname|sur_?name|family_?name|nachname|familienname|achternaam|cognome|apellidos?)(?:$|_)/',
		'name'       => '/(?:^|_)(?:(?:full|display|contact|customer|client|user|author|sender|recipient|subscriber|member|person|attendee|guest|your|billing|shipping|nick|anonymous|donor|payer|owner|holder|buyer|student|patient|employee|parent|child)_?name|nickname)(?:$|_)/',
		'login'      => '/^(?:user_?)?(?:login|nicename|username)$/',
		'phone'      => '/(?:^|_)(?:tele?phone|phone|phone_?(?:number|no)|tel|telefon\w{0,4}|mobil\w{0,8}|cell|fax|handy|whatsapp)(?:$|_)/',
		'street'     => '/(?:^|_)(?:street|strasse|anschrift|adress[ea]?|adres|direccion|indirizzo|straat|hausnummer|addr(?:ess)?(?:_?line)?(?:_?[12])?|house_?(?:number|no))(?:$|_)/',
		'city'       => '/(?:^|_)(?:city|town|ort|wohnort|ville|ciudad|citta|woonplaats)(?:$|_)/',
		'postcode'   => '/(?:^|_)(?:zip|zip_?code|post_?code|postal_?code|code_?postal|codigo_?postal|postleitzahl|plz)(?:$|_)/',
		'company'    => '/(?:^|_)(?:company|company_?name|organi[sz]ation|employer|firma|empresa|societe)(?:$|_)/',
	);

	/** Names that look like one of these and are none. */
	private const NONE = '/^(?:blogname|.*_?(?:count|color|enabled|disabled|status|format|template|subject|label|title|page_?id|thumbnail_?id|position|width|height|required|type)|_?menu_item_.*|mail_?(?:format|charset)|post_?name|slug|option_name|meta_key|capability|product_name|order_item_name)$/';

	/** Tables whose rows belong to persons, by parts of their names. */
	private const PERSONAL = '/(?:^|_)(?:logs?|activit(?:y|ies)|audit|history|visits?|visitors?|sessions?|chats?|messages?|conversations?|threads?|tickets?|notes?|entr(?:y|ies)|submissions?|responses?|answers?|[ei]nquir(?:y|ies)|leads?|contacts?|customers?|clients?|subscribers?|subscriptions?|members?|donors?|donations?|bookings?|reservations?|appointments?|attendees?|registrations?|participants?|guests?|patients?|applica(?:nts?|tions?)|orders?|users?|people|persons?|reviews?|feedback|callbacks?|votes?|tokens?|keys?|licen[cs]es?)(?:$|_)/';

	/** Whether the name of a table that no rule knows says that its rows belong to persons. */
	public static function is_of_persons( string $table ): bool {
		return 1 === preg_match( self::PERSONAL, self::plain( $table ) );
	}

	/** In small letters, its words joined by `_`. */
	private static function plain( string $name ): string {
		return strtolower( (string) preg_replace( array( '/(?<=[a-z0-9])(?=[A-Z])/', '/[^A-Za-z0-9]+/' ), '_', $name ) );
	}

	/** The mask that a name asks for; null where it tells nothing. */
	public static function mask( string $name ): ?string {
		static $known = array();
		if ( array_key_exists( $name, $known ) ) {
			return $known[ $name ];
		}
		$plain = self::plain( $name );
		$mask  = null;
		if ( ! preg_match( self::NONE, $plain ) ) {
			foreach ( self::MASKS as $one => $pattern ) {
				if ( preg_match( $pattern, $plain ) ) {
					$mask = 'secret' === $one ? 'empty' : $one;
					break;
				}
			}
		}
		if ( count( $known ) > 20000 ) {
			$known = array();
		}
		return $known[ $name ] = $mask;
	}

	/** Whether a value is a key or a token by its form, whatever its name. */
	public static function is_secret( string $value ): bool {
		return 1 === preg_match( '/(?:^|[^A-Za-z0-9])(?:[rsp]k_(?:live|test)_\w{10,}|(?:AKIA|ASIA)[A-Z0-9]{16}|xox[abprs]-[\w-]{10,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|SG\.[\w-]{16,}\.[\w-]{16,}|AIza[\w-]{30,}|eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+|key-[0-9a-f]{32}|whsec_\w{16,}|[0-9a-f]{32}-us\d{1,2})|-----BEGIN [A-Z ]*PRIVATE KEY|\b(?:ya29\.|GOCSPX-)[\w-]{10,}|\bEAA[A-Za-z0-9]{24,}|\b\d{8,10}:AA[\w-]{30,}|ssh-(?:rsa|dss|ed25519) AAAA|hooks\.slack\.com\/services\/|discord(?:app)?\.com\/api\/webhooks\/|^(?:Bearer|Basic) (?=\S*[\d=])\S{8,}$|[?&](?:api_?key|key|token|access_token|secret|client_secret|password|sig|signature|auth)=[^&\s"\']{6,}|:\/\/[^\/\s:@]+:[^\/\s@]+@/', $value )
			|| ( preg_match( '/^[A-Za-z0-9+\/=_-]{32,}$/D', $value ) && preg_match( '/\d/', $value ) && preg_match( '/[A-Za-z]/', $value ) && ! str_contains( $value, '--' ) );
	}
}
