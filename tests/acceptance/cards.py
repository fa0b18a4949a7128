"""What the tests of cards, loyalty and settlement share: a brand's headquarters, a dealer with two outlets, a partner."""

AT = "2024-01-12T10:00:00+01:00"

NETWORK = {
    "legal_entities": [
        {"id": "HQ", "vat": "FR40303265045", "name": "Marque SA"},
        {"id": "E1", "vat": "FR83404833048", "name": "Garage Martin"},
        {"id": "E2", "vat": "FR61954506077", "name": "Garage Durand"},
    ],
    "outlets": [
        {"code": "0000001", "site": "000", "entity": "HQ", "record_type": "dealer", "name": "Marque SA",
         "brands": ["AC"], "address": {"street": "1 rue A", "postal_code": "75001", "city": "Paris", "country": "FR"},
         "time_zone": "Europe/Paris"},
        {"code": "0011960", "site": "000", "entity": "E1", "record_type": "outlet", "name": "Garage Martin Lyon",
         "brands": ["AC"], "address": {"street": "1 rue B", "postal_code": "69001", "city": "Lyon", "country": "FR"},
         "time_zone": "Europe/Paris"},
        {"code": "0011960", "site": "001", "entity": "E1", "record_type": "outlet", "name": "Garage Martin Vienne",
         "brands": ["AC"], "address": {"street": "2 rue B", "postal_code": "38200", "city": "Vienne", "country": "FR"},
         "time_zone": "Europe/Paris"},
        {"code": "0022000", "site": "000", "entity": "E2", "record_type": "outlet", "name": "Garage Durand",
         "brands": ["AC"], "address": {"street": "3 rue C", "postal_code": "13001", "city": "Marseille", "country": "FR"},
         "time_zone": "Europe/Paris"},
    ],
    "users": [
        {"id": "HQ.d001", "entity": "HQ", "first_name": "Hélène", "last_name": "Quentin", "email": "h@marque.example",
         "roles": ["headquarters"], "shares": [], "activities": [], "active": True, "notify": {"leads": False, "activities": []}},
        {"id": "E1.d001", "entity": "E1", "first_name": "Simon", "last_name": "Martin", "email": "s@martin.example",
         "roles": ["service_manager"], "shares": [], "activities": [], "active": True, "notify": {"leads": False, "activities": []}},
        {"id": "E1.d002", "entity": "E1", "first_name": "Cora", "last_name": "Petit", "email": "c@martin.example",
         "roles": ["collaborator"], "shares": [], "activities": [], "active": True, "notify": {"leads": False, "activities": []}},
        {"id": "E2.d001", "entity": "E2", "first_name": "Paul", "last_name": "Durand", "email": "p@durand.example",
         "roles": ["service_manager"], "shares": [], "activities": [], "active": True, "notify": {"leads": False, "activities": []}},
    ],
}
MANAGER = {"user": "E1.d001", "outlet": "0011960-000"}
MANAGER_VIENNE = {"user": "E1.d001", "outlet": "0011960-001"}
COLLABORATOR = {"user": "E1.d002", "outlet": "0011960-000"}
PARTNER = {"user": "E2.d001", "outlet": "0022000-000"}
HEADQUARTERS = {"user": "HQ.d001", "outlet": "0000001-000"}

ZOE = {"last_name": "Dubois", "first_name": "Zoé", "email": "zoe@example.fr", "mobile": "06 12 34 56 78"}
VIN = "VF7NCBHXB12345678"
