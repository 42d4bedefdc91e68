"""FHIR R4 (4.0.1): a case as a Bundle, a form as a Questionnaire, a reply as a QuestionnaireResponse and back."""
